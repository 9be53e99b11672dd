import * as z from "zod";
import { clientSchema, domainSchema, groupSchema, listRowSchema, mostRows, text } from "./pihole-rows";

/*
 * What the deploy machine reads of a Pi-hole or another blocker that a cluster is to take over, and what the leader's
 * agent says to it. Both go over ssh: the first by stdin, the second by stdout.
 */

const rows = <Row extends z.ZodType>(row: Row) => z.array(row).max(mostRows).optional();

/** Something that the cluster cannot take over, or only with changes. */
const leftSchema = z.object({ what: text, why: text });

export const foundSchema = z.object({
  /** For people: where it comes from. */
  from: z.string().max(1_000),
  /** A table that a source does not have is absent: the cluster keeps its own. */
  groups: rows(groupSchema),
  lists: rows(listRowSchema),
  domains: rows(domainSchema),
  clients: rows(clientSchema),
  /** By Pi-hole's own path. `changed`: somebody has set it; it does not just have its default. */
  settings: z.record(text, z.object({ value: z.unknown(), changed: z.boolean() })),
  left: z.array(leftSchema).max(100_000),
  /** It is this cluster's own: app passwords and two-factor login come along as well. */
  waysIn: z.boolean().optional(),
});

export type FoundContent = z.infer<typeof foundSchema>;
export type Left = z.infer<typeof leftSchema>;

/** How one table or setting of the cluster's would change, in words that name rows. */
const changeSchema = z.object({
  table: z.string(),
  added: z.array(z.string()).readonly(),
  removed: z.array(z.string()).readonly(),
  changed: z.array(z.string()).readonly(),
  besides: z.array(z.string()).readonly(),
});

/** What the leader's agent says of what was found: `done` is empty if it was only asked what would change. */
export const adoptionSchema = z.object({
  node: z.string(),
  /** What the source has, by table, and by setting that is a list. */
  rows: z.record(z.string(), z.number()),
  changes: z.array(changeSchema),
  left: z.array(leftSchema),
  /** Removals that the followers would refuse until a person accepts them. */
  removals: z.array(z.string()),
  /** What was done, line by line. */
  done: z.array(z.string()),
  /** The lists have changed: gravity has to be rebuilt. */
  gravity: z.boolean(),
});

export type Adoption = z.infer<typeof adoptionSchema>;
export type AdoptionChange = z.infer<typeof changeSchema>;

/** In bytes, unpacked: the agents' channel takes no more. */
export const longestFound = 60 * 1024 * 1024;
