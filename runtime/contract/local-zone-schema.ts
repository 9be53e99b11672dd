import * as z from "zod";
import type { ZoneKey } from "./zone-key";

const key = z.object({
  n: z.number().int(),
  tag: z.number().int(),
  dnskey: z.string(),
  ds: z.string(),
}) satisfies z.ZodType<ZoneKey>;

/** What the deployment gives the agent to sign. It holds no secret. */
export const localZoneFileSchema = z.object({
  /** The zone's name, without a dot at its end. */
  zone: z.string(),
  /** The number of the key that signs. */
  signer: z.number().int(),
  /** All keys that the zone publishes, and that the resolvers trust. */
  keys: z.array(key).min(1),
  /** Lines of a zone file. */
  records: z.array(z.string()),
});

export type LocalZoneFile = z.infer<typeof localZoneFileSchema>;

/** Seconds that clients keep a record of the zone. */
export const zoneTtl = 60;
