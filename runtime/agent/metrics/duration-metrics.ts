/** Upper bounds in ms. Answers on one host take about 1 ms; a probe ends after 300 ms unless it is configured longer. */
export const durationBoundsMs = [1, 2, 5, 10, 25, 50, 100, 300, 1_500] as const;

/** How long something took, so far. */
export interface Durations {
  /** By bound, then above the last: how many took so long, and longer than the bound before. */
  readonly counts: readonly number[];
  readonly sumMs: number;
}

/** Counts durations into the buckets of a histogram. */
export class DurationCounter {
  private readonly counts: number[] = [...durationBoundsMs, Infinity].map(() => 0);
  private sumMs = 0;

  add(ms: number): void {
    const at = durationBoundsMs.findIndex((bound) => ms <= bound);
    this.counts[at === -1 ? durationBoundsMs.length : at]! += 1;
    this.sumMs += ms;
  }

  seen(): Durations {
    return { counts: [...this.counts], sumMs: this.sumMs };
  }
}
