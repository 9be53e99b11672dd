import * as z from "zod";
import { asideWords } from "./model/aside";
import type { SyncProgress } from "./sync-progress";
import { syncFormat } from "./model/sync-state";

/** What a person types to let a refused removal through. */
export const acceptCommand = "docker exec ha-dns-agent ha-dns sync accept";

const longestWords = 300;

/**
 * Sync's part of /status, which whoever is in the network can read: how much, and never what. Its size is bounded,
 * whatever Pi-hole holds.
 */
export function syncStatus({
  progress,
  behind,
  now,
}: {
  readonly progress: SyncProgress;
  readonly behind: string;
  readonly now: number;
}) {
  const { leader, revision, equalAt, lastChange, brief, refusal, aside, doing, counts } = progress;
  return {
    follows: leader ?? null,
    format: syncFormat,
    doing,
    behind: behind.slice(0, longestWords),
    /** The leader's state that this node has had last. */
    revision,
    /** Since this node was last seen equal to its leader; null if it never was, or leads. */
    equalAgeSeconds: equalAt === undefined ? null : (now - equalAt) / 1000,
    lastChange: lastChange
      ? {
          at: new Date(lastChange.at).toISOString(),
          ms: lastChange.ms,
          cause: lastChange.cause,
          steps: lastChange.steps,
          differences: lastChange.figures,
          kept: lastChange.kept ?? null,
        }
      : null,
    error: brief.slice(0, longestWords),
    /** How many rows sync goes on around; equal means all but these. */
    aside: { here: aside.here.length, leader: aside.leader.length },
    refused: refusal ? { digest: refusal.digest, removals: refusal.words, accept: acceptCommand } : null,
    counts,
  };
}

/** The same with names: for who has the cluster's key. */
export function syncDetails(node: string, { error, lastChange, aside }: SyncProgress) {
  return {
    node,
    error,
    differences: [...(lastChange?.words ?? [])],
    here: aside.here.slice(0, mostNamed).map(asideWords),
    leader: aside.leader.slice(0, mostNamed).map(asideWords),
  };
}

const mostNamed = 1_000;

/** As another process of this node reads them. */
export const detailsSchema = z.object({
  node: z.string(),
  error: z.string(),
  differences: z.array(z.string()),
  here: z.array(z.string()),
  leader: z.array(z.string()),
});
export type SyncDetails = z.infer<typeof detailsSchema>;
