import { setTimeout as delay } from "node:timers/promises";
import { isLocked, type RowAnswer } from "./answer";

/** How long a locked database is waited for in all, and between two tries, in ms. */
export const usualPatience = { allMs: 10_000, firstMs: 20, longestMs: 500 };

/** Waits between tries, each longer than the one before, until it is enough. */
export class Patience {
  private readonly end: number;
  private ms: number;

  constructor(private readonly times = usualPatience) {
    this.end = performance.now() + times.allMs;
    this.ms = times.firstMs;
  }

  /** Resolves when it is time for the next try, or to false if there is to be none. */
  async next(): Promise<boolean> {
    if (performance.now() + this.ms > this.end) return false;
    await delay(this.ms);
    this.ms = Math.min(this.ms * 2, this.times.longestMs);
    return true;
  }
}

/** Asks again while Pi-hole's database is locked; resolves to the last answer. */
export async function patiently(ask: () => Promise<RowAnswer>, times = usualPatience): Promise<RowAnswer> {
  const patience = new Patience(times);
  for (;;) {
    const answer = await ask();
    if (!isLocked(answer) || !(await patience.next())) return answer;
  }
}
