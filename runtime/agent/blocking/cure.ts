import type { BlockingVerdict } from "./blocking-verdict";

/**
 * What is done for a Pi-hole that blocks nothing. `gravity`: its own run makes a database that is missing, and takes
 * the last backup for one that is damaged; what began without a database takes up the second build alone. `restart`:
 * Pi-hole reads its database again. `anew`: the host puts the database aside and starts the container, which makes one.
 */
export type Cure = "gravity" | "restart" | "anew";

export interface Situation {
  readonly verdict: BlockingVerdict;
  /** gravity.db is there, and cannot be used. */
  readonly fileIsBad: boolean;
  /** Cures that were tried since it blocked last. */
  readonly tried: number;
  /** Another node answers, and this one does not lead: a restart here costs no client anything. */
  readonly mayRestart: boolean;
  /** Pi-hole's last gravity run could resolve names: a start will not wait for them. */
  readonly namesResolve: boolean;
}

const pause = { afterMs: 6_000, roundMs: 60_000, longestMs: 15 * 60_000 };
/** Cures a round; between two rounds there is a longer pause. */
const round = 4;

/** What to do now; undefined if nothing is to be done. Pure. */
export function cureFor(situation: Situation): Cure | undefined {
  const { verdict, fileIsBad, tried, mayRestart, namesResolve } = situation;
  // Lists without content are left to sync, to a person and to the weekly run: what somebody enters while gravity runs
  // is lost.
  if (verdict.state !== "fails") return undefined;
  const step = tried % round;
  if (step === 2 && !fileIsBad && mayRestart) return "restart";
  if (step >= 2 && fileIsBad && (mayRestart || namesResolve)) return "anew";
  return "gravity";
}

/** How long to wait for the cure that was tried last to show, in ms. */
export function pauseAfter(tried: number): number {
  if (tried % round !== 0) return pause.afterMs;
  return Math.min(pause.longestMs, pause.roundMs * 2 ** Math.min(tried / round - 1, 10));
}
