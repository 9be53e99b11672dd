import { percentile } from "./checks/metrics";
import type { RunResult } from "./checks/fault-result";

export interface Summary {
  readonly outageMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly lost: number;
  readonly wrong: number;
  /** Runs that did not end as they should. */
  readonly failed: number;
}

/** A run with what is to be said against it; empty where it ended as it should. */
export type JudgedRun = RunResult & { readonly complaints: readonly string[] };

export interface DrillReport {
  readonly fault: string;
  readonly qps: number;
  readonly runs: readonly JudgedRun[];
  /** Null where no run was done. */
  readonly summary: Summary | null;
  /** Why the drill ended before its last run; null where it did not. */
  readonly stopped: string | null;
}

/** Sums up at least one run. Throws where there is none. */
export function summarize(runs: readonly JudgedRun[]): Summary {
  const outages = runs.map(({ outageMs }) => outageMs);
  const sum = (of: (run: JudgedRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    outageMs: { p50: percentile(outages, 50), p99: percentile(outages, 99), max: percentile(outages, 100) },
    lost: sum((run) => run.lost),
    wrong: sum((run) => run.wrong),
    failed: sum((run) => (run.complaints.length > 0 ? 1 : 0)),
  };
}

/** One run in one line; `index` counts from 0. */
export function runLine(run: JudgedRun, index: number): string {
  const moved =
    run.leaderAfter === run.leaderBefore
      ? `VIP stayed on ${run.leaderBefore}`
      : `VIP ${run.leaderBefore} → ${run.leaderAfter ?? "nobody"}`;
  const recovered =
    run.recoveredMs === null
      ? "not whole again"
      : `whole again after ${(run.recoveredMs / 1000).toFixed(1)} s`;
  const conceded = run.conceded > 0 ? `${run.conceded} that nobody could answer, ` : "";
  const ipv6 = run.ipv6
    ? `over IPv6 ${ms(run.ipv6.outageMs)}, ${run.ipv6.lost} of ${run.ipv6.sent} lost; `
    : "";
  const sender = run.senderLateMs > 20 ? `; sender up to ${Math.round(run.senderLateMs)} ms late` : "";
  const said = run.complaints.length > 0 ? `; FAILED: ${run.complaints.join("; ")}` : "";
  return (
    `run ${index + 1}: outage ${ms(run.outageMs)}, ${run.lost} of ${run.sent} lost, ${run.wrong} wrong, ${conceded}${ipv6}${moved}, ` +
    `two owners ${ms(run.twoOwnersMs)}, ${recovered}${sender}${said}`
  );
}

/** The whole drill in words. */
export function summaryText({ summary, runs, fault, qps }: DrillReport): string {
  if (!summary) return `${fault}: not one run was done.`;
  const { p50, p99, max } = summary.outageMs;
  const many =
    runs.length > 1 ? `median ${ms(p50)}, 99th percentile ${ms(p99)}, longest ${ms(max)}` : ms(max);
  const plural = runs.length === 1 ? "run" : "runs";
  const end =
    summary.failed === 0 ? "each ended as it should" : `${summary.failed} did not end as they should`;
  return (
    `${fault}, ${runs.length} ${plural} at ${qps} queries/s: clients were without DNS for ${many}; ` +
    `${summary.lost} queries lost, ${summary.wrong} wrong; ${overIpv6(runs)}${end}.`
  );
}

function overIpv6(runs: readonly JudgedRun[]): string {
  const seen = runs.flatMap(({ ipv6 }) => (ipv6 ? [ipv6] : []));
  if (seen.length === 0) return "";
  const outages = seen.map(({ outageMs }) => outageMs);
  const lost = seen.reduce((sum, one) => sum + one.lost, 0);
  return `over IPv6 for ${ms(percentile(outages, 50))} at the median, ${ms(percentile(outages, 100))} at most, ${lost} lost; `;
}

const ms = (value: number) => `${Math.round(value)} ms`;
