/** The result of a stream of queries. Times in milliseconds. */
export interface WatchSummary {
  readonly sent: number;
  readonly lost: number;
  /** From the first query without an answer to the next one with an answer; longest first. */
  readonly outagesMs: readonly number[];
}

/** How long a query may stay without an answer; the resolvers of clients wait for 2 to 5 s. */
export const lossMs = 2_000;

/** Counts queries and their answers, on the clock of its caller. */
export class Account {
  private readonly open = new Map<number, number>();
  /** When each query was sent, and whether it was answered. */
  private readonly settled: { readonly at: number; readonly answered: boolean }[] = [];
  private sent = 0;
  private lost = 0;
  /** When the last answer came; before the first one, when the first query was sent. */
  private heardAt: number | undefined;

  asked(id: number, now: number): void {
    this.sent++;
    this.heardAt ??= now;
    this.open.set(id, now);
  }

  /** Ignores an answer that comes too late. */
  answered(id: number, now: number): void {
    const at = this.open.get(id);
    if (at === undefined) return;
    this.open.delete(id);
    this.heardAt = now;
    this.settled.push({ at, answered: true });
  }

  /** Counts the queries that have waited for too long as lost. */
  expire(now: number): void {
    for (const [id, at] of this.open) {
      if (now - at < lossMs) continue;
      this.open.delete(id);
      this.lost++;
      this.settled.push({ at, answered: false });
    }
  }

  isOpen(id: number): boolean {
    return this.open.has(id);
  }

  get openQueries(): number {
    return this.open.size;
  }

  /** Milliseconds since the last answer, if a query waits for one; 0 otherwise. */
  silentMs(now: number): number {
    return this.open.size === 0 ? 0 : now - (this.heardAt ?? now);
  }

  summary(): WatchSummary {
    return { sent: this.sent, lost: this.lost, outagesMs: this.outages() };
  }

  private outages(): number[] {
    const found: number[] = [];
    let since: number | undefined;
    for (const { at, answered } of [...this.settled].sort((a, b) => a.at - b.at)) {
      if (!answered) since ??= at;
      else if (since !== undefined) {
        found.push(at - since);
        since = undefined;
      }
    }
    // An outage that has not ended lasted at least until the last query.
    const last = this.settled.reduce((latest, { at }) => Math.max(latest, at), 0);
    if (since !== undefined) found.push(last - since);
    return found.sort((a, b) => b - a);
  }
}
