import type { Outcome } from "./query-counts";

/** The real one keeps a day in memory, and all of it on disk. */
const mostKept = 200_000;

const statuses = { blocked: "GRAVITY", cached: "CACHE", forwarded: "FORWARDED" } as const;

export interface RecordedQuery {
  readonly id: number;
  /** Seconds since 1970. */
  readonly time: number;
  readonly type: string;
  readonly domain: string;
  readonly client: string;
  status: (typeof statuses)[Outcome] | "UNKNOWN";
}

/** The queries of this start of the stand-in, by number. The real one goes on with the numbers of its database. */
export class RecordedQueries {
  private queries: RecordedQuery[] = [];
  private next = 0;

  constructor(private readonly nowMs: () => number = Date.now) {}

  asked(type: string, domain: string, client: string): void {
    this.queries.push({
      id: this.next++,
      time: this.nowMs() / 1000,
      type,
      domain,
      client,
      status: "UNKNOWN",
    });
    if (this.queries.length > 1.1 * mostKept) this.queries = this.queries.slice(-mostKept);
  }

  /** Said once of each query, before the next one. */
  answered(outcome: Outcome): void {
    const last = this.queries.at(-1);
    if (last) last.status = statuses[outcome];
  }

  /** The number of the last one; -1 if there is none. */
  last(): number {
    return this.next - 1;
  }

  /** The oldest first. */
  all(): readonly RecordedQuery[] {
    return this.queries;
  }
}
