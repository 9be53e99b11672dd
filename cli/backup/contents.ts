import * as z from "zod";
import { foundSchema } from "../../runtime/contract/adoption";

/** What a backup tells of itself, in its first member. Raise the format if an earlier program could not restore it. */
export const manifestSchema = z.object({
  format: z.literal(1),
  program: z.string(),
  at: z.string(),
  /** The cluster's nodes, the founder first. */
  nodes: z.array(z.string().regex(/^[a-z0-9-]+$/)).min(1),
  vip: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Where in the archive each part is. */
export const members = {
  manifest: "manifest.json",
  /** The project's own files, by their path below its root. */
  config: (file: string): string => `config/${file}`,
  /** What Pulumi exports of a node's stack, with its secrets. */
  stack: (node: string): string => `stacks/${node}.json`,
  /** The passphrase by which the stacks' files and the state hold their secrets. */
  passphrase: "pulumi-passphrase",
  /** Lists and settings, as the leader has them. */
  lists: "lists.json",
  /** A node's history of queries: Pi-hole's own file. */
  history: (node: string): string => `history/${node}.db`,
} as const;

export const listsSchema = foundSchema;

/** Bytes that a part other than a history may have. */
export const longestPart = 256 * 1024 * 1024;
