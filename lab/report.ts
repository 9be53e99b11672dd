import type { RunResult } from "./checks/fault-result";
import { type DataReport, isGoodData, isGoodRandom, type RandomReport } from "./checks/data-result";
import { type HistoryReport, holds } from "./checks/dns-rules";
import { percentile } from "./checks/metrics";
import { isGoodSync, type Latency, type SyncReport } from "./checks/sync-result";
import type { Violation } from "./checks/violation";
import { leftTable, table } from "./table";

export interface Summary {
  readonly outageMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly lost: number;
  readonly wrong: number;
  /** Runs that failed an expectation. */
  readonly failed: number;
}

/** A run, and its failed expectations; none if it passed. */
export type JudgedRun = RunResult & { readonly complaints: readonly string[] };

export interface DrillReport {
  readonly fault: string;
  readonly qps: number;
  readonly runs: readonly JudgedRun[];
  /** Null if no run was done. */
  readonly summary: Summary | null;
  /** Why the drill ended before its last run; null if it did not. */
  readonly stopped: string | null;
}

/** Sums up at least one run. Throws if there is none. */
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

/** Many drills in one table: what the client saw of each, and whether every run passed. */
export const drillTable = (reports: readonly DrillReport[]): string => leftTable(heads, reports.map(row));

const heads = ["fault", "runs", "outage median", "longest", "lost", "wrong", "VIP", "as it should"];

/** Whether every drill was done, and each of its runs passed. */
export const allGood = (reports: readonly DrillReport[]): boolean =>
  reports.length > 0 && reports.every(({ stopped, summary }) => stopped === null && summary?.failed === 0);

function row({ fault, runs, summary, stopped }: DrillReport): string[] {
  const complaints = [...new Set(runs.flatMap((run) => run.complaints))];
  const verdict = [...complaints, ...(stopped === null ? [] : [stopped.split("\n")[0]!])].join("; ");
  if (!summary) return [fault, "0", "-", "-", "-", "-", "-", `NO: ${verdict}`];
  return [
    fault,
    String(runs.length),
    `${Math.round(summary.outageMs.p50)} ms`,
    `${Math.round(summary.outageMs.max)} ms`,
    String(summary.lost),
    String(summary.wrong),
    vip(runs),
    verdict === "" ? "yes" : `NO: ${verdict}`,
  ];
}

/** What the VIP did; on both nodes for longer than a hand-over takes, it was split. */
function vip(runs: DrillReport["runs"]): string {
  const moves = runs.filter(({ vipMoves }) => vipMoves > 0).length;
  if (runs.some(({ twoOwnersMs }) => twoOwnersMs > 1_000)) return "split";
  if (moves === 0) return "stayed";
  return moves === runs.length ? "moved" : `moved in ${moves} of ${runs.length}`;
}

/** A random history in words. */
export function historyText(report: HistoryReport): string {
  const { figures: seen, violations, stopped, steps } = report;
  const broken = violations.map((one) => `broken ${brokenText(one)}`);
  const sum = seen
    ? `${steps} steps in ${seen.seconds} s: ${seen.sent} queries, ${seen.lost} lost, ${seen.wrong} wrong, ` +
      `longest outage ${seen.outageMs} ms, two owners for ${seen.twoOwnersMs} ms at most, sender up to ${seen.senderLateMs} ms late`
    : "nothing was seen";
  return [...broken, `${sum}; ${rulesText(holds(report), stopped)}.`].join("\n");
}

/** A scenario of the sync in words. */
export function syncText(report: SyncReport): string {
  const { scenario, seed, qps, leader, follower, latency, complaints, stopped } = report;
  return [
    `${scenario}, seed ${seed}: ${leader} leads, ${follower} follows, ${qps} queries/s to each address`,
    ...(report.streams.length > 0 ? ["", streamTable(report)] : []),
    ...(latency ? ["", latencyTable(latency, report.latencyByKind)] : []),
    ...(Object.keys(report.figures).length > 0
      ? ["", Object.entries(report.figures).map(syncFigure).join("\n")]
      : []),
    "",
    ...verdictLines(scenario, isGoodSync(report), complaints, stopped),
  ].join("\n");
}

function streamTable({ streams, senderLateMs }: SyncReport): string {
  const late = senderLateMs > 20 ? `\nThe sender itself was up to ${Math.round(senderLateMs)} ms late.` : "";
  return (
    table(
      ["queries to", "sent", "lost", "wrong", "longest outage"],
      streams.map(({ of, address, sent, lost, wrong, outageMs }) => [
        `${of} (${address})`,
        ...[sent, lost, wrong].map(String),
        `${outageMs} ms`,
      ]),
    ) + late
  );
}

function latencyTable(all: Latency, byKind: Readonly<Record<string, Latency>>): string {
  const row = (name: string, { count, p50Ms, p95Ms, maxMs }: Latency) => [
    name,
    String(count),
    ...[p50Ms, p95Ms, maxMs].map((ms) => `${ms} ms`),
  ];
  return table(
    ["until it is on the follower", "changes", "median", "95 %", "longest"],
    [...Object.entries(byKind).map(([kind, latency]) => row(kind, latency)), row("all", all)],
  );
}

/** `equalAfterMs: 1234` as `equal after: 1234 ms`. */
const syncFigure = ([name, value]: readonly [string, number]): string =>
  `${wordsOf(name)}: ${Math.round(value)}${name.endsWith("Ms") ? " ms" : ""}`;

/** A scenario of the data in words. */
export function dataText(report: DataReport): string {
  const { scenario, acknowledged, dns, figures, violations, complaints, stopped } = report;
  const seen = dns
    ? `DNS: ${dns.sent} queries, ${dns.lost} lost, ${dns.wrong} wrong, longest outage ${dns.outageMs} ms`
    : "DNS: nothing was seen";
  return [
    `${scenario}: ${acknowledged} writes acknowledged`,
    seen,
    ...Object.entries(figures).map(dataFigure),
    ...violations.map((one) => `- broken ${brokenText(one)}`),
    ...verdictLines(scenario, isGoodData(report), complaints, stopped),
  ].join("\n");
}

/** `withoutServiceMs: 1234` as `without service: 1.2 s`. */
function dataFigure([name, value]: readonly [string, number]): string {
  const words = wordsOf(name);
  if (name.endsWith("Ms")) return `${words}: ${(value / 1000).toFixed(1)} s`;
  return name.endsWith("Bytes") ? `${words}: ${value} bytes` : `${words}: ${value}`;
}

/** Random sequences of the data in words. */
export function sequencesText(report: RandomReport): string {
  const { seed, sequences, steps, seconds, acknowledged, keptBranches: kept, lost, dns, stopped } = report;
  const broken = report.violations.map(
    ({ sequence, ...one }) => `broken in sequence ${sequence} ${brokenText(one)}`,
  );
  const sum =
    `seed ${seed}: ${sequences} sequences, ${steps} steps in ${seconds} s: ${acknowledged} writes acknowledged, ` +
    `${lost} of them nowhere, ${kept} branches kept, ${dns ? `${dns.lost} of ${dns.sent} queries lost` : "no query seen"}`;
  return [...broken, `${sum}; ${rulesText(isGoodRandom(report), stopped)}.`].join("\n");
}

/** `keptBytes` as `kept`: the unit stands behind the figure. */
const wordsOf = (name: string): string =>
  name.replace(/(Ms|Bytes)$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const brokenText = ({ rule, atMs, step, said }: Violation<string>): string =>
  `at ${(atMs / 1000).toFixed(1)} s, step ${step}: ${rule}: ${said}`;

const rulesText = (good: boolean, stopped: string | null): string => {
  if (good) return "every rule held";
  return stopped === null ? "NOT AS IT SHOULD" : `stopped: ${stopped}`;
};

const verdictLines = (
  name: string,
  good: boolean,
  complaints: readonly string[],
  stopped: string | null,
): string[] => [
  ...complaints.map((complaint) => `- ${complaint}`),
  ...(stopped === null ? [] : [`- stopped: ${stopped}`]),
  `${name}: ${good ? "as it should be" : "NOT AS IT SHOULD BE"}.`,
];

const ms = (value: number) => `${Math.round(value)} ms`;
