import { type Attempt, longestOutage, type Ownership, ownerTimes, tally } from "./judge";
import type { Lateness } from "./protocol";

/** A query that was sent this shortly before a fault may still have been on its way. */
const inFlightMs = 100;

/** When what happened in a run, in monotonic ms. */
export interface Moments {
  readonly started: number;
  readonly injected: number;
  /** The fault began to be taken away; for one that has to heal by itself, the watch over it ended. */
  readonly healed: number;
  readonly ended: number;
  /** The cluster was seen whole again, or null where it was not in time. */
  readonly whole: number | null;
}

/** All that was seen in a run. */
export interface History {
  readonly moments: Moments;
  readonly attempts: readonly Attempt[];
  readonly ownership: readonly Ownership[];
  readonly leaderBefore: string;
  /** Who had the VIP at the end of the watch, before healing; null where nobody had. */
  readonly leaderAfter: string | null;
  readonly healsItself: boolean;
  readonly wrongReasons: Readonly<Record<string, number>>;
  readonly lateness: Lateness;
  /** What was not whole at the end. */
  readonly notWhole: readonly string[];
}

/** What one run cost. All times in milliseconds. */
export interface RunResult {
  readonly leaderBefore: string;
  readonly leaderAfter: string | null;
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  readonly wrong: number;
  readonly outageMs: number;
  readonly vipMoves: number;
  readonly twoOwnersMs: number;
  /** From the begin of healing (of the fault, where the node heals itself) to the cluster being seen whole; null: never. */
  readonly recoveredMs: number | null;
  readonly noOwnerMs: number;
  /** From the injection to the begin of the longest outage; null where there was none. */
  readonly outageAfterMs: number | null;
  readonly outageOpen: boolean;
  /** Queries without a right answer that were sent before the fault. */
  readonly lostBefore: number;
  /** Queries without a right answer that were sent from the begin of healing on. */
  readonly failbackLost: number;
  readonly slowestMs: number;
  readonly wrongReasons: Readonly<Record<string, number>>;
  readonly senderLateMs: number;
  readonly senderLateOver5Ms: number;
  readonly senderStalls: number;
  readonly notWhole: readonly string[];
}

/** Judges a run by what was seen. Throws where nothing was asked, or where nobody watched the VIP. */
export function judge(history: History): RunResult {
  const { attempts, moments } = history;
  const outage = longestOutage(attempts);
  const owners = ownerTimes(history.ownership, moments.started, moments.ended);
  const bad = (when: (sentAt: number) => boolean) =>
    attempts.filter(({ sentAt, verdict }) => verdict !== "answered" && when(sentAt)).length;
  const recoveredFrom = history.healsItself ? moments.injected : moments.healed;
  return {
    leaderBefore: history.leaderBefore,
    leaderAfter: history.leaderAfter,
    ...tally(attempts),
    outageMs: tenth(outage.ms),
    vipMoves: owners.vipMoves,
    twoOwnersMs: tenth(owners.twoOwnersMs),
    recoveredMs: moments.whole === null ? null : Math.round(moments.whole - recoveredFrom),
    noOwnerMs: tenth(owners.noOwnerMs),
    outageAfterMs: outage.ms > 0 || outage.open ? tenth(outage.from - moments.injected) : null,
    outageOpen: outage.open,
    lostBefore: bad((sentAt) => sentAt < moments.injected - inFlightMs),
    failbackLost: bad((sentAt) => sentAt >= moments.healed),
    slowestMs: tenth(attempts.reduce((slowest, { rttMs }) => Math.max(slowest, rttMs ?? 0), 0)),
    wrongReasons: history.wrongReasons,
    senderLateMs: history.lateness.maxMs,
    senderLateOver5Ms: history.lateness.over5Ms,
    senderStalls: history.lateness.stalls,
    notWhole: history.notWhole,
  };
}

const tenth = (ms: number) => Math.round(ms * 10) / 10;
