import * as z from "zod";

/** What a node last had a provider accept. */
export const acceptedSchema = z.object({
  /** A digest of the config that it was for. */
  of: z.string().max(64),
  address: z.string().max(64),
  /** ms since 1970 */
  at: z.number(),
});

export type Accepted = z.infer<typeof acceptedSchema>;
