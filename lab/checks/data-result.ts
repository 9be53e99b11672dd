import { longestOutage, tally } from "./metrics";
import type { Stream } from "../load/stream";
import type { Violation } from "./data-rules";
import type { Ack } from "../load/journal-protocol";
import type { DataScenario, Findings } from "../scenarios/data/data-scenario";

/** What a drill of the data came to. */
export interface DataReport {
  readonly scenario: string;
  /** Queries a second. */
  readonly qps: number;
  readonly acknowledged: number;
  readonly dns: DnsSeen | null;
  readonly figures: Findings["figures"];
  readonly violations: readonly Violation[];
  readonly complaints: readonly string[];
  /** Why it ended early; null where it did not. */
  readonly stopped: string | null;
}

export interface DnsSeen {
  readonly sent: number;
  readonly lost: number;
  readonly wrong: number;
  readonly outageMs: number;
}

export const isGood = ({ stopped, violations, complaints, acknowledged }: DataReport): boolean =>
  stopped === null && violations.length === 0 && complaints.length === 0 && acknowledged > 0;

export function dnsSeen(stream: Stream): DnsSeen {
  const attempts = stream.seen().attempts[0]!;
  const { sent, lost, wrong } = tally(attempts);
  return { sent, lost, wrong, outageMs: Math.round(longestOutage(attempts).ms) };
}

/** What is to be said against a scenario beside what it says itself and the rules of a history. */
export function complaintsOf(
  { dns: allowed, losesNothing }: Pick<DataScenario, "dns" | "losesNothing">,
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

export function reportText(report: DataReport): string {
  const { scenario, acknowledged, dns, figures, violations, complaints, stopped } = report;
  const seen = dns
    ? `DNS: ${dns.sent} queries, ${dns.lost} lost, ${dns.wrong} wrong, longest outage ${dns.outageMs} ms`
    : "DNS: nothing was seen";
  return [
    `${scenario}: ${acknowledged} writes acknowledged`,
    seen,
    ...Object.entries(figures).map(figureLine),
    ...violations.map(
      ({ rule, atMs, step, said }) =>
        `- broken at ${(atMs / 1000).toFixed(1)} s, step ${step}: ${rule}: ${said}`,
    ),
    ...complaints.map((complaint) => `- ${complaint}`),
    ...(stopped === null ? [] : [`- stopped: ${stopped}`]),
    `${scenario}: ${isGood(report) ? "as it should be" : "NOT AS IT SHOULD BE"}.`,
  ].join("\n");
}

/** `withoutServiceMs: 1234` as `without service: 1.2 s`. */
function figureLine([name, value]: readonly [string, number]): string {
  const words = name.replace(/(Ms|Bytes)$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  if (name.endsWith("Ms")) return `${words}: ${(value / 1000).toFixed(1)} s`;
  if (name.endsWith("Bytes")) return `${words}: ${value} bytes`;
  return `${words}: ${value}`;
}
