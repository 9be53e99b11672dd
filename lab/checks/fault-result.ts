import { type Attempt, longestOutage, type Ownership, ownerTimes, type Retry, tally } from "./metrics";
import type { Lateness } from "../load/stream-protocol";

/** A query that was sent this shortly before a fault may still have been on its way. */
const inFlightMs = 100;

/** When what happened in a run, in monotonic ms. */
export interface Moments {
  readonly started: number;
  readonly injected: number;
  /** The fault began to be taken away; for one that has to heal by itself, the watch over it ended. */
  readonly healed: number;
  /** It had been taken away. */
  readonly restored: number;
  readonly ended: number;
  /** The cluster was seen whole again, or null if it was not in time. */
  readonly whole: number | null;
}

/** All that was seen in a run. */
export interface History {
  readonly moments: Moments;
  readonly attempts: readonly Attempt[];
  /** The same over IPv6; absent without it. */
  readonly attempts6?: readonly Attempt[];
  readonly retried: readonly Retry[];
  /** See Expectation. */
  readonly mayCost?: "uncached names";
  readonly ownership: readonly Ownership[];
  readonly leaderBefore: string;
  /** Who had the VIP at the end of the watch, before healing; null if nobody had. */
  readonly leaderAfter: string | null;
  readonly healsItself: boolean;
  readonly wrongReasons: Readonly<Record<string, number>>;
  readonly lateness: Lateness;
  /** What was not whole at the end. */
  readonly notWhole: readonly string[];
}

/** What clients saw over IPv6 alone, as far as it is judged by itself. Times in milliseconds. */
export interface Ipv6Result {
  readonly sent: number;
  readonly lost: number;
  readonly wrong: number;
  readonly outageMs: number;
  readonly outageOpen: boolean;
  readonly lostBefore: number;
  readonly failbackLost: number;
}

/** What one run cost. All times in milliseconds. */
export interface RunResult {
  readonly leaderBefore: string;
  readonly leaderAfter: string | null;
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  readonly wrong: number;
  /** Lost, and not answered either when asked again and again: what no client could get. */
  readonly unanswered: number;
  /** Queries that the fault may cost, and did: they count nowhere else. */
  readonly conceded: number;
  readonly outageMs: number;
  readonly vipMoves: number;
  readonly twoOwnersMs: number;
  /** Of that, since the fault had been taken away. */
  readonly twoOwnersAfterMs: number;
  /** From the begin of healing (of the fault, where the node heals itself) to the cluster being seen whole; null: never. */
  readonly recoveredMs: number | null;
  readonly noOwnerMs: number;
  /** From the injection to the begin of the longest outage; null if there was none. */
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
  /** Absent without IPv6. */
  readonly ipv6?: Ipv6Result;
}

/** Judges a run by what was seen. Throws if nothing was asked, or if nobody watched the VIP. */
export function judgeFault(history: History): RunResult {
  const { moments } = history;
  const concedes = concession(history);
  const counted = (all: readonly Attempt[]) =>
    all.filter((attempt) => attempt.verdict === "answered" || !concedes(attempt));
  const attempts = counted(history.attempts);
  const outage = longestOutage(attempts);
  const owners = ownerTimes(history.ownership, moments.started, moments.ended);
  const recoveredFrom = history.healsItself ? moments.injected : moments.healed;
  return {
    leaderBefore: history.leaderBefore,
    leaderAfter: history.leaderAfter,
    ...tally(attempts),
    unanswered: history.retried.filter((retry) => !retry.answered && !concedes(retry)).length,
    conceded: history.attempts.length - attempts.length,
    outageMs: tenth(outage.ms),
    vipMoves: owners.vipMoves,
    twoOwnersMs: tenth(owners.twoOwnersMs),
    twoOwnersAfterMs: tenth(ownerTimes(history.ownership, moments.restored, moments.ended).twoOwnersMs),
    recoveredMs: moments.whole === null ? null : Math.round(moments.whole - recoveredFrom),
    noOwnerMs: tenth(owners.noOwnerMs),
    outageAfterMs: outage.ms > 0 || outage.open ? tenth(outage.from - moments.injected) : null,
    outageOpen: outage.open,
    ...outsideTheFault(attempts, moments),
    slowestMs: tenth(attempts.reduce((slowest, { rttMs }) => Math.max(slowest, rttMs ?? 0), 0)),
    wrongReasons: history.wrongReasons,
    senderLateMs: history.lateness.maxMs,
    senderLateOver5Ms: history.lateness.over5Ms,
    senderStalls: history.lateness.stalls,
    notWhole: history.notWhole,
    ...(history.attempts6 ? { ipv6: judgeIpv6(counted(history.attempts6), moments) } : {}),
  };
}

function outsideTheFault(attempts: readonly Attempt[], { injected, healed }: Moments) {
  const bad = (when: (sentAt: number) => boolean) =>
    attempts.filter(({ sentAt, verdict }) => verdict !== "answered" && when(sentAt)).length;
  return {
    lostBefore: bad((sentAt) => sentAt < injected - inFlightMs),
    failbackLost: bad((sentAt) => sentAt >= healed),
  };
}

function judgeIpv6(attempts: readonly Attempt[], moments: Moments): Ipv6Result {
  const outage = longestOutage(attempts);
  const { sent, lost, wrong } = tally(attempts);
  return {
    sent,
    lost,
    wrong,
    outageMs: tenth(outage.ms),
    outageOpen: outage.open,
    ...outsideTheFault(attempts, moments),
  };
}

/** Which queries without an answer the fault may cost: until the cluster is whole again, and none that got a false one. */
export function concession({ mayCost, moments }: Pick<History, "mayCost" | "moments">) {
  const { injected, whole, ended } = moments;
  return ({ sentAt, uncached, ...rest }: Attempt | Retry): boolean =>
    mayCost !== undefined &&
    uncached === true &&
    sentAt >= injected - inFlightMs &&
    sentAt <= (whole ?? ended) &&
    !("verdict" in rest && rest.verdict === "wrong" && !rest.refused);
}

const tenth = (ms: number) => Math.round(ms * 10) / 10;
