import * as z from "zod";
import { outcome } from "../model/equal";
import type { SyncState } from "../model/sync-state";

type Blocking = SyncState["blocking"];

/** The end of a pause of blocking, kept over restarts and power cuts: Pi-hole forgets its timer at each of its starts. */
export const deadlineSchema = z.object({
  /** Unix time in ms. */
  at: z.number(),
  /** How long it was until then when that was written down, in seconds. */
  seconds: z.number(),
  /** When the Pi-hole was started that runs the timer, unix time in ms. */
  start: z.number(),
  /** Whether blocking is on afterwards. */
  then: z.boolean(),
});
export type Deadline = z.infer<typeof deadlineSchema>;

/** What is to be done about a deadline that is known, and how blocking is found. */
export type DeadlineVerdict =
  | { readonly kind: "nothing" }
  | { readonly kind: "note"; readonly deadline: Deadline }
  | { readonly kind: "forget" }
  /** Pi-hole has lost its timer: blocking is to be that way for so long, or from now on where it is null. */
  | { readonly kind: "set"; readonly enabled: boolean; readonly timer: number | null };

/** Two readings of one timer differ by less. */
const sameTimerMs = 3_000;
/** Pi-hole's start is known from its uptime, to the second. */
const startMs = 2_000;

/**
 * Judges how blocking is found at `now` in a Pi-hole that was started at `startedAt`, both unix time in ms. After a
 * power cut the clock may be wrong in either direction; so a pause never becomes longer than what was left of it when
 * it was noted.
 */
export function judgeBlocking(
  deadline: Deadline | undefined,
  blocking: Blocking,
  now: number,
  startedAt: number,
): DeadlineVerdict {
  const { enabled, timer } = blocking;
  if (timer !== null) {
    const at = now + timer * 1000;
    const same = deadline && Math.abs(deadline.at - at) < sameTimerMs && deadline.then === outcome(blocking);
    return same
      ? { kind: "nothing" }
      : { kind: "note", deadline: { at, seconds: timer, start: startedAt, then: outcome(blocking) } };
  }
  if (!deadline) return { kind: "nothing" };
  // Its end has come, or somebody has ended it; or somebody has made it last, as the same Pi-hole runs.
  const same = Math.abs(startedAt - deadline.start) < startMs;
  if (enabled === deadline.then || same) return { kind: "forget" };
  const left = Math.min((deadline.at - now) / 1000, deadline.seconds);
  if (left < 1) return { kind: "set", enabled: deadline.then, timer: null };
  return { kind: "set", enabled, timer: Math.ceil(left) };
}
