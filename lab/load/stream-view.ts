import type { Attempt, Retry } from "../checks/metrics";
import {
  type Counts,
  lostMark,
  refusedMark,
  type StreamRow,
  type StreamLine,
  wrongMark,
} from "./stream-protocol";

type Tick = Extract<StreamLine, { type: "tick" }>;
export type StreamEnd = Extract<StreamLine, { type: "end" }>;

/** A query that is open for longer than this is no clean one, though it may yet be answered. */
const overdueMs = 250;

/** What is known of a stream by the lines that it has written so far. Its first target is the one that counts. */
export class StreamView {
  /** What became of each settled query, for each target. */
  readonly attempts: Attempt[][];
  /** The first target's queries that were lost at first, and what became of them. */
  readonly retried: Retry[] = [];
  /** How often each kind of wrong answer came. */
  readonly wrongReasons: Record<string, number> = {};
  end: StreamEnd | undefined;
  private last: Tick | undefined;
  private unclean = -Infinity;
  private uncleanCached = -Infinity;

  constructor(targets: number) {
    this.attempts = Array.from({ length: targets }, () => []);
  }

  take(line: StreamLine): void {
    if (line.type === "end") this.end = line;
    if (line.type === "wrong") this.wrongReasons[line.why] = (this.wrongReasons[line.why] ?? 0) + 1;
    if (line.type === "retried" && line.target === 0) this.retried.push(retry(line));
    if (line.type === "tick") this.tick(line);
  }

  counts(): Counts {
    return this.last?.counts[0] ?? { sent: 0, answered: 0, lost: 0, wrong: 0 };
  }

  countsText(): string {
    const { sent, answered, lost, wrong } = this.counts();
    return `${sent} sent, ${answered} answered, ${lost} lost, ${wrong} wrong`;
  }

  /**
   * For how long, in ms, every query has been answered rightly and soon, as far back as `from` (monotonic ms); 0
   * where none was sent of late. Where it may cost uncached names, the cached ones alone count.
   */
  cleanForMs(from: number, mayCost?: "uncached names"): number {
    const unclean = mayCost ? this.uncleanCached : this.unclean;
    return this.last ? Math.max(0, this.last.at - Math.max(from, unclean)) : 0;
  }

  private tick(line: Tick): void {
    for (const row of line.rows) {
      const [target, sentAt, rtt, uncached] = row;
      this.attempts[target]!.push(attempt(row));
      if (target !== 0 || rtt >= 0) continue;
      this.unclean = Math.max(this.unclean, sentAt);
      if (!uncached) this.uncleanCached = Math.max(this.uncleanCached, sentAt);
    }
    const silent = line.counts[0]?.sent === this.counts().sent;
    if (silent || (line.oldestOpenMs[0] ?? 0) > overdueMs) this.unclean = line.at;
    if (silent || (line.oldestCachedOpenMs[0] ?? 0) > overdueMs) this.uncleanCached = line.at;
    this.last = line;
  }
}

const attempt = ([, sentAt, rtt, uncached]: StreamRow): Attempt => {
  const kind = uncached ? { uncached: true as const } : {};
  if (rtt === lostMark) return { sentAt, verdict: "lost", ...kind };
  if (rtt === wrongMark) return { sentAt, verdict: "wrong", ...kind };
  if (rtt === refusedMark) return { sentAt, verdict: "wrong", refused: true, ...kind };
  return { sentAt, verdict: "answered", rttMs: rtt, ...kind };
};

const retry = ({ sentAt, answered, uncached }: Extract<StreamLine, { type: "retried" }>): Retry => ({
  sentAt,
  answered,
  ...(uncached ? { uncached: true as const } : {}),
});
