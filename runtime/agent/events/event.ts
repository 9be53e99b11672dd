import * as z from "zod";
import { severities } from "../../contract/severity";
import { longest } from "../conditions/condition";

/** Something that happened at one moment on one node. It names no domain, client or secret. */
export const eventSchema = z.object({
  /** The node that tells it. */
  node: z.string().min(1).max(longest.name),
  /** Counts up on that node, also over its restarts. */
  id: z.number().int().positive(),
  /** In ms since 1970, by that node's clock. */
  at: z.number().nonnegative(),
  /** Of a registered kind, such as `vip-moved`. */
  code: z.string().min(1).max(longest.name),
  severity: z.enum(severities),
  /** One sentence in plain words. */
  text: z.string().max(longest.text),
  /** Who did it, such as `by hand from 192.168.8.20`; empty if nobody did. */
  by: z.string().max(longest.name),
});
export type ClusterEvent = Readonly<z.infer<typeof eventSchema>>;

/** So many are kept. */
export const mostEvents = 200;
