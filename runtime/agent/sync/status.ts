import type { SyncProgress } from "./progress";
import { syncFormat } from "./state";

/** What a person types to let a refused removal through. */
export const acceptCommand = "docker exec ha-dns-agent ha-dns sync accept";

/** Sync's part of /status. */
export function syncStatus({
  progress,
  behind,
  now,
}: {
  readonly progress: SyncProgress;
  readonly behind: string;
  readonly now: number;
}) {
  const { leader, revision, equalAt, lastChange, error, refusal, aside, doing, counts } = progress;
  return {
    follows: leader ?? null,
    format: syncFormat,
    doing,
    behind,
    /** The leader's state that this node has had last. */
    revision,
    /** Since this node was last seen equal to its leader; null where it never was, or leads. */
    equalAgeSeconds: equalAt === undefined ? null : (now - equalAt) / 1000,
    lastChange: lastChange
      ? {
          at: new Date(lastChange.at).toISOString(),
          ms: lastChange.ms,
          cause: lastChange.cause,
          steps: lastChange.steps,
          differences: lastChange.words,
          kept: lastChange.kept ?? null,
        }
      : null,
    error,
    /** How many rows sync goes on around; equal means all but these. */
    aside: { here: aside.here.length, leader: aside.leader.length },
    refused: refusal ? { digest: refusal.digest, removals: refusal.words, accept: acceptCommand } : null,
    counts,
  };
}
