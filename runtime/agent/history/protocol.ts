import * as z from "zod";
import type { HistoryFile } from "../../contract/history";

/** What the agent tells the process that keeps the history: the first message begins it. */
export type ToHistory = { readonly kind: "keep"; readonly limits: HistoryFile };

/** What the status says of the history. */
export const historySeenSchema = z.object({
  queries: z.number(),
  bytes: z.number(),
  /** Microseconds since 1970; absent if there is no query. */
  oldest: z.number().optional(),
  newest: z.number().optional(),
  /** By what is read: this node's Pi-hole, or a peer; empty if all goes well. */
  trouble: z.record(z.string(), z.string()),
});
export type HistorySeen = Readonly<z.infer<typeof historySeenSchema>>;
