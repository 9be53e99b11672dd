import { type Attempt, longestOutage, percentile, tally } from "./metrics";
import type { Taken } from "../load/pihole-protocol";

/** A change with what became of it. */
export interface MadeChange extends Taken {
  readonly kind: string;
}

/** What a stream of queries saw. */
export interface Watched {
  readonly of: "VIP" | "follower";
  readonly address: string;
  readonly sent: number;
  readonly lost: number;
  readonly wrong: number;
  readonly outageMs: number;
}

export interface Latency {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** What a drill of the sync came to. */
export interface SyncReport {
  readonly scenario: string;
  readonly seed: number;
  /** Queries a second to each address. */
  readonly qps: number;
  readonly leader: string;
  readonly follower: string;
  readonly streams: readonly Watched[];
  /** How late the sender of the queries was at most: what is late here is not the cluster's fault. */
  readonly senderLateMs: number;
  /** From a change's answer to its being on the follower; null if none was looked for one by one. */
  readonly latency: Latency | null;
  readonly latencyByKind: Readonly<Record<string, Latency>>;
  readonly figures: Readonly<Record<string, number>>;
  /** The failed expectations; empty if it passed. */
  readonly complaints: readonly string[];
  /** Why it ended early; null if it did not. */
  readonly stopped: string | null;
}

export const isGoodSync = ({ complaints, stopped, streams }: SyncReport): boolean =>
  stopped === null && complaints.length === 0 && streams.length > 0;

/** Of the changes that came to the follower; null if none did. */
export function latencyOf(made: readonly MadeChange[]): Latency | null {
  const all = made.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]));
  if (all.length === 0) return null;
  const at = (percent: number) => Math.round(percentile(all, percent));
  return { count: all.length, p50Ms: at(50), p95Ms: at(95), maxMs: at(100) };
}

export function latencyByKind(made: readonly MadeChange[]): Record<string, Latency> {
  const kinds = [...new Set(made.map(({ kind }) => kind))].sort();
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const latency = latencyOf(made.filter((each) => each.kind === kind));
      return latency === null ? [] : [[kind, latency]];
    }),
  );
}

/** Sums up what was sent to one address. Throws if nothing was: silence proves nothing. */
export function watched(
  of: Watched["of"],
  address: string,
  attempts: readonly Attempt[],
  from = -Infinity,
): Watched {
  const counted = attempts.filter(({ sentAt }) => sentAt >= from);
  const outageMs = Math.round(longestOutage(counted).ms);
  const { sent, lost, wrong } = tally(counted);
  return { of, address, sent, lost, wrong, outageMs };
}

/** When the first query was sent that was answered after one that was not, `from` on; undefined if none was. */
export function firstAnswerAfterSilence(attempts: readonly Attempt[], from: number): number | undefined {
  const inOrder = attempts.filter(({ sentAt }) => sentAt >= from).sort((a, b) => a.sentAt - b.sentAt);
  const silent = inOrder.findIndex(({ verdict }) => verdict !== "answered");
  if (silent < 0) return undefined;
  return inOrder.slice(silent).find(({ verdict }) => verdict === "answered")?.sentAt;
}

/** What is to be said against a drill: of its own, of lost queries, and of what differs in the end. */
export function syncComplaints(
  { restarts }: { readonly restarts?: true },
  { complaints }: { readonly complaints: readonly string[] },
  streams: readonly Watched[],
  { vipMoves, differences }: { readonly vipMoves: number; readonly differences: readonly string[] },
): string[] {
  const shown = differences.slice(0, 5).join("; ");
  const more = differences.length > 5 ? ` and ${differences.length - 5} more` : "";
  return [
    ...complaints,
    ...streams
      .filter(({ of, lost, wrong }) => lost + wrong > 0 && !(restarts && of === "follower"))
      .map(({ of, lost, wrong }) => `at the ${of}: ${lost} queries lost, ${wrong} answered wrongly`),
    ...(vipMoves > 0 && !restarts ? [`the VIP moved ${vipMoves} times`] : []),
    ...(differences.length > 0 ? [`the Pi-holes differ in the end: ${shown}${more}`] : []),
  ];
}
