const times = { firstMs: 1_000, longestMs: 15_000 };

/**
 * How long to wait after failures: twice as long each time one of the same kind comes back. A Pi-hole that starts
 * refuses for a while, and then its database may be locked for a moment: the second is tried again soon, however long
 * the first has lasted.
 */
export class Retries {
  private readonly counts = new Map<string, number>();

  /** Whether the last failure was not the first of its kind. */
  repeating = false;

  /** Takes a failure; gives how long to wait until the next try, in ms. */
  failed(words: string): number {
    const kind = kindOf(words);
    const before = this.counts.get(kind) ?? 0;
    this.counts.set(kind, before + 1);
    this.repeating = before > 0;
    return Math.min(times.longestMs, times.firstMs * 2 ** Math.min(before, 10));
  }

  /** It has gone well, or is something else now. */
  forget(): void {
    this.counts.clear();
    this.repeating = false;
  }
}

/** Failures of one kind differ in figures at most. */
const kindOf = (words: string): string => words.replace(/\d+/g, "#").slice(0, 120);
