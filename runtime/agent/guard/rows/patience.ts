import { setTimeout as delay } from "node:timers/promises";
import { isLocked, type RowAnswer } from "./answer";

/** How long to wait for a locked database: in all, and between two attempts, in ms. */
export const usualPatience = { allMs: 10_000, firstMs: 20, longestMs: 500 };

/** Waits between attempts, each time longer, until the time for all of them is over. */
export class Patience {
  private readonly end: number;
  private ms: number;

  constructor(private readonly times = usualPatience) {
    this.end = performance.now() + times.allMs;
    this.ms = times.firstMs;
  }

  /** Resolves to true when it is time for the next attempt, to false if there is no time for one. */
  async next(): Promise<boolean> {
    if (performance.now() + this.ms > this.end) return false;
    await delay(this.ms);
    this.ms = Math.min(this.ms * 2, this.times.longestMs);
    return true;
  }
}

/** Repeats a request while Pi-hole's database is locked. Resolves to the last answer. */
export async function patiently(ask: () => Promise<RowAnswer>, times = usualPatience): Promise<RowAnswer> {
  const patience = new Patience(times);
  for (;;) {
    const answer = await ask();
    if (!isLocked(answer) || !(await patience.next())) return answer;
  }
}
