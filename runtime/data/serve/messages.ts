import * as z from "zod";
import { epochSchema } from "../../contract/data-state";

/* What two hosts say to each other about a replication, as JSON over ssh. Unknown fields pass, so that versions can differ. */

const snapshots = z.array(z.object({ name: z.string(), guid: z.string(), createdAt: z.number() }));

/** What the sender has, at and below each of its roots. */
export const prepareSchema = z.object({
  /** The sender's count of take-overs. */
  epoch: epochSchema,
  roots: z.array(
    z.object({
      name: z.string(),
      datasets: z.array(z.object({ name: z.string(), snapshots })),
    }),
  ),
});
export type Prepare = z.infer<typeof prepareSchema>;

export const preparedSchema = z.object({
  /** Why nothing can be sent now; empty if it can. */
  refused: z.string(),
  /** The newest snapshot of each dataset that the receiver has, by the dataset's name. */
  heads: z.record(z.string(), z.string()),
  /** What had to be kept on the receiver so that it can follow: names of the kept branches. */
  kept: z.array(z.string()),
});
export type PrepareReply = z.infer<typeof preparedSchema>;

/** All was sent, up to this snapshot. */
export const confirmSchema = z.object({
  snapshot: z.string(),
  /** The guid of that snapshot, by the dataset's name. */
  guids: z.record(z.string(), z.string()),
  /** What the sender holds for which node. */
  holds: z.record(z.string(), z.array(z.string())),
});
export type Confirm = z.infer<typeof confirmSchema>;

export const confirmedSchema = z.object({
  /** What is missing; empty if all has arrived. */
  refused: z.string(),
});
export type Confirmed = z.infer<typeof confirmedSchema>;
