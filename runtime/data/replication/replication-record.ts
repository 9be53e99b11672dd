import * as z from "zod";

const peer = z.object({
  /** When the newest snapshot that the peer has was taken; ms since 1970. */
  snapshotAt: z.number().nullable(),
  lastSuccessAt: z.number().nullable(),
  trouble: z.string(),
});

/** What the runs of replication came to, over restarts and boots. */
export const recordSchema = z.object({
  peers: z.record(z.string(), peer),
  /** Names of the snapshots that are held for each node, this one included. The same on all nodes once they follow. */
  holds: z.record(z.string(), z.array(z.string())),
});

export type ReplicationRecord = z.infer<typeof recordSchema>;
export type PeerRecord = z.infer<typeof peer>;

export const emptyRecord: ReplicationRecord = { peers: {}, holds: {} };
export const unknownPeer: PeerRecord = { snapshotAt: null, lastSuccessAt: null, trouble: "" };
