import * as z from "zod";

/** The address that a provider last accepted from a node. */
export const acceptedSchema = z.object({
  /** A digest of the config; see NameConfig. */
  of: z.string().max(64),
  address: z.string().max(64),
  /** ms since 1970 */
  at: z.number(),
});

export type Accepted = z.infer<typeof acceptedSchema>;
