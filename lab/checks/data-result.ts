import { type Attempt, longestOutage, tally } from "./metrics";
import type { DataViolation } from "./data-rules";
import type { Ack } from "../load/journal-protocol";

/** What a scenario of the data may cost. */
export interface DataAllowance {
  /** What DNS may lose: nothing, or an outage of at most so many ms. */
  readonly dns: { readonly maxOutageMs: number };
  /** Each acknowledged write has to be in the data in the end: a kept branch is not enough. */
  readonly losesNothing?: true;
}

/** What a drill of the data came to. */
export interface DataReport {
  readonly scenario: string;
  /** Queries a second. */
  readonly qps: number;
  readonly acknowledged: number;
  readonly dns: DnsSeen | null;
  readonly figures: Readonly<Record<string, number>>;
  readonly violations: readonly DataViolation[];
  readonly complaints: readonly string[];
  /** Why it ended early; null if it did not. */
  readonly stopped: string | null;
}

/** What many random sequences came to. */
export interface RandomReport {
  readonly seed: number;
  readonly sequences: number;
  readonly steps: number;
  readonly seconds: number;
  readonly acknowledged: number;
  readonly keptBranches: number;
  /** Acknowledged writes that are in no branch at all at the end of everything. */
  readonly lost: number;
  readonly dns: DnsSeen | null;
  /** With the sequence, from 1, in which each was seen; the last one is followed by a look at everything. */
  readonly violations: readonly (DataViolation & { readonly sequence: number })[];
  readonly stopped: string | null;
}

export const isGoodRandom = ({ stopped, violations, lost, sequences, acknowledged }: RandomReport): boolean =>
  stopped === null && violations.length === 0 && lost === 0 && sequences > 0 && acknowledged > 0;

export interface DnsSeen {
  readonly sent: number;
  readonly lost: number;
  readonly wrong: number;
  readonly outageMs: number;
}

export const isGoodData = ({ stopped, violations, complaints, acknowledged }: DataReport): boolean =>
  stopped === null && violations.length === 0 && complaints.length === 0 && acknowledged > 0;

export function dnsSeen(attempts: readonly Attempt[]): DnsSeen {
  const { sent, lost, wrong } = tally(attempts);
  return { sent, lost, wrong, outageMs: Math.round(longestOutage(attempts).ms) };
}

/** What is to be said against a scenario beside what it says itself and the rules of a history. */
export function dataComplaints(
  { dns: allowed, losesNothing }: DataAllowance,
  { lost, wrong, outageMs }: DnsSeen,
  inKeptBranchesAlone: number,
): string[] {
  const lossless = allowed.maxOutageMs === 0;
  return [
    ...(wrong > 0 ? [`${wrong} queries were answered wrongly`] : []),
    ...(lossless && lost > 0 ? [`${lost} queries lost, and none should be`] : []),
    ...(!lossless && outageMs > allowed.maxOutageMs
      ? [`DNS was not answered for ${outageMs} ms, over ${allowed.maxOutageMs} ms`]
      : []),
    ...(losesNothing && inKeptBranchesAlone > 0
      ? [
          `${inKeptBranchesAlone} acknowledged writes are in a kept branch alone, and all should be in the data`,
        ]
      : []),
  ];
}

/** The longest time between two acknowledged writes that were begun one after the other, from `from` on (monotonic ms). */
export function longestPause(acks: readonly Ack[], from: number): number {
  const times = acks.map(({ at }) => at).sort((a, b) => a - b);
  const late = times.findIndex((at) => at >= from);
  if (late < 0) return Infinity;
  return times.slice(Math.max(1, late)).reduce((most, at, i) => {
    const before = times[Math.max(1, late) + i - 1]!;
    return Math.max(most, at - before);
  }, 0);
}
