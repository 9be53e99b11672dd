import { createHash } from "node:crypto";
import type { SyncState } from "./sync-state";

/** A timer that was set is told; one that just runs down is no change. */
const timerGrainSeconds = 10;

/** A name for a state: the same for the same content, whenever and wherever it was read. */
export function syncRevision({ blocking, ...rest }: SyncState, now = Date.now()): string {
  const { enabled, timer } = blocking;
  const end = timer === null ? null : Math.round((now / 1000 + timer) / timerGrainSeconds);
  const text = JSON.stringify({ ...rest, blocking: { enabled, end } });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
