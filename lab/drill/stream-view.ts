import type { Attempt } from "./judge";
import { type Counts, lostMark, type Row, type StreamLine, wrongMark } from "./protocol";

type Tick = Extract<StreamLine, { type: "tick" }>;
export type StreamEnd = Extract<StreamLine, { type: "end" }>;

/** A query that is open for longer than this is no clean one, though it may yet be answered. */
const overdueMs = 250;

/** What is known of a stream by the lines that it has written so far. Its first target is the one that counts. */
export class StreamView {
  /** What became of each settled query, for each target. */
  readonly attempts: Attempt[][];
  /** How often each kind of wrong answer came. */
  readonly wrongReasons: Record<string, number> = {};
  end: StreamEnd | undefined;
  private last: Tick | undefined;
  private unclean = -Infinity;

  constructor(targets: number) {
    this.attempts = Array.from({ length: targets }, () => []);
  }

  take(line: StreamLine): void {
    if (line.type === "end") this.end = line;
    if (line.type === "wrong") this.wrongReasons[line.why] = (this.wrongReasons[line.why] ?? 0) + 1;
    if (line.type === "tick") this.tick(line);
  }

  counts(): Counts {
    return this.last?.counts[0] ?? { sent: 0, answered: 0, lost: 0, wrong: 0 };
  }

  /**
   * For how long, in ms, every query has been answered rightly and soon, as far back as `from` (monotonic ms); 0
   * where none was sent of late.
   */
  cleanForMs(from: number): number {
    return this.last ? Math.max(0, this.last.at - Math.max(from, this.unclean)) : 0;
  }

  private tick(line: Tick): void {
    for (const row of line.rows) {
      const [target, sentAt, rtt] = row;
      this.attempts[target]!.push(attempt(row));
      if (target === 0 && rtt < 0) this.unclean = Math.max(this.unclean, sentAt);
    }
    const overdue = (line.oldestOpenMs[0] ?? 0) > overdueMs;
    const silent = line.counts[0]?.sent === this.counts().sent;
    if (overdue || silent) this.unclean = line.at;
    this.last = line;
  }
}

const attempt = ([, sentAt, rtt]: Row): Attempt => {
  if (rtt === lostMark) return { sentAt, verdict: "lost" };
  if (rtt === wrongMark) return { sentAt, verdict: "wrong" };
  return { sentAt, verdict: "answered", rttMs: rtt };
};
