import type { Lateness } from "../stream-protocol";

/** A sender that is further behind than this gives the missed slots up, rather than send them in one burst. */
const stallMs = 100;
const bounds = [1, 2, 5, 10, 20, 50, 100];

/** When to send: even slots from a fixed start, so that errors do not add up; and how late each was used. */
export class Pace {
  private readonly interval: number;
  private next: number;
  private readonly histogram = bounds.map(() => 0).concat(0);
  private maxMs = 0;
  private over5Ms = 0;
  private stalls = 0;

  constructor(qps: number, start: number) {
    this.interval = 1000 / qps;
    this.next = start;
  }

  /** How many queries are to be sent now. */
  due(now: number): number {
    if (now - this.next > stallMs) {
      this.stalls++;
      this.note(now - this.next);
      this.next = now;
    }
    let count = 0;
    for (; this.next <= now; this.next += this.interval) {
      this.note(now - this.next);
      count++;
    }
    return count;
  }

  /** Milliseconds until the next slot, at least 0. */
  untilNext(now: number): number {
    return Math.max(0, this.next - now);
  }

  lateness(): Lateness {
    return {
      maxMs: Math.round(this.maxMs * 10) / 10,
      over5Ms: this.over5Ms,
      stalls: this.stalls,
      histogram: this.histogram.map((sends, i) => [bounds[i] ?? null, sends] as const),
    };
  }

  private note(late: number): void {
    if (late > this.maxMs) this.maxMs = late;
    if (late > 5) this.over5Ms++;
    const bucket = bounds.findIndex((bound) => late <= bound);
    this.histogram[bucket < 0 ? bounds.length : bucket]!++;
  }
}
