import * as z from "zod";

/** Times are in ms since 1970; an age is what a reader makes of one. */
const time = z.number();

/**
 * No cluster counts that far, and each number up to here is exact. A take-over beyond it keeps the count as it is, so
 * that one wrong number cannot make all later ones unreadable.
 */
export const highestEpoch = 1e12;
export const epochSchema = z.number().int().min(0).max(highestEpoch);

const snapshot = z.object({ name: z.string(), guid: z.string(), createdAt: time });

export const dataStateNames = [
  /** Has just begun, and knows too little. */
  "starting",
  /** Holds a copy that it does not write to. */
  "replica",
  /** Is about to take the data over, and waits until nobody else can be writing for certain. */
  "claiming",
  /** Makes its copy the working copy, and starts the services. */
  "taking-over",
  /** Has the working copy; the services run here. */
  "holder",
  /** Hands the data over to another node, in an orderly way. */
  "handing-over",
  /** Was the holder, sees neither its peers nor the router, and has stopped. */
  "isolated",
  /** Was the holder, and another node has taken the data over. */
  "ousted",
  /** Would take the data over, and does not without a person's word; `reason` says why. */
  "waiting",
] as const;

/** What the host's data keeper knows, in its file and in the agent's /status. Without secrets. */
export const dataStateSchema = z.object({
  node: z.string(),
  /** When this was written; it is refreshed every second, and older than five means that nobody keeps the data. */
  at: time,
  state: z.enum(dataStateNames),
  reason: z.string(),
  since: time,
  /** Above it, `replicationLagMs` is an alert. */
  maxLagSeconds: z.number(),
  /** Counts the take-overs: the holder with the highest has the newest branch. */
  epoch: epochSchema,
  /** It held the data last, as far as it knows: no other copy is newer. */
  latest: z.boolean(),
  /** A person wants the data to come to this node. */
  wants: z.boolean(),
  /** Whether the datasets can be written to on this node. */
  writable: z.boolean(),
  /** To whom the data was let go, with the last snapshot that was sent; until somebody holds it again. */
  released: z.object({ to: z.string(), snapshot: z.string() }).nullable(),
  roots: z.array(
    z.object({
      name: z.string(),
      newest: snapshot.nullable(),
      /** It was never used; absent if an earlier version says nothing of it. */
      empty: z.boolean().optional(),
      trouble: z.string(),
    }),
  ),
  services: z.array(
    z.object({
      name: z.string(),
      state: z.enum(["running", "starting", "stopped", "failed"]),
      reason: z.string(),
    }),
  ),
  /** A holder's: how each peer follows. */
  replication: z.array(
    z.object({
      peer: z.string(),
      /** When the newest snapshot that the peer has was taken. */
      snapshotAt: time.nullable(),
      lastSuccessAt: time.nullable(),
      trouble: z.string(),
    }),
  ),
  /** Branches that were kept because they had diverged, the newest first. */
  kept: z.array(z.object({ dataset: z.string(), at: time, bytes: z.number(), from: z.string() })),
});

export type DataState = z.infer<typeof dataStateSchema>;

/** What the agent tells the host's data keeper of the peers; refreshed every second. */
export const peersSeenSchema = z.object({
  at: time,
  /** Whether a person drains this node's DNS; not where an update does so for a moment. */
  draining: z.boolean(),
  peers: z.array(
    z.object({
      name: z.string(),
      /** Whether its agent answered the last time it was asked. */
      visible: z.boolean(),
      /** Whether it leads DNS. */
      leads: z.boolean(),
      /** As its own keeper says; null if it says nothing, or nothing fresh. */
      data: dataStateSchema.nullable().catch(null),
    }),
  ),
});

export type PeersSeen = z.infer<typeof peersSeenSchema>;

/**
 * How far behind the data is, in ms at `now`: on the holder that of the peer that is furthest behind (null with no
 * peer, or if one has nothing at all); else the age of the copy here, the oldest root's (null if one is empty).
 */
export function replicationLagMs(state: DataState, now: number): number | null {
  const times =
    state.state === "holder"
      ? state.replication.map(({ snapshotAt }) => snapshotAt)
      : state.roots.map(({ newest }) => newest?.createdAt ?? null);
  const known = times.filter((time) => time !== null);
  return known.length < times.length || known.length === 0 ? null : Math.max(0, now - Math.min(...known));
}

export type CopiesVerdict =
  /** A holder without peers has nobody who could be behind. */
  | { readonly kind: "alone" | "no copy" }
  /** `lagMs` as replicationLagMs has it. */
  | { readonly kind: "fine" | "late"; readonly lagMs: number };

/** Whether the copies are as they should be at `now`. */
export function judgeCopies(state: DataState, now: number): CopiesVerdict {
  if (state.state === "holder" && state.replication.length === 0) return { kind: "alone" };
  const lagMs = replicationLagMs(state, now);
  if (lagMs === null) return { kind: "no copy" };
  return { kind: lagMs > state.maxLagSeconds * 1000 ? "late" : "fine", lagMs };
}
