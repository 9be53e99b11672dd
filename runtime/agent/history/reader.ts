import type { Query } from "./query";
import type { HistoryStore } from "./store";
import type { PiholeLog } from "./pihole-log";

/** Pi-hole itself does not expect an answer to a query after that. */
const settleMs = 30_000;
const atOnce = 1_000;
const markKey = "mark";

/**
 * Copies what this node's Pi-hole has recorded into the history, by Pi-hole's numbers and not by time: a clock may jump.
 * All up to the mark has been read. After a crash Pi-hole gives numbers again; then the query at the mark is another one,
 * and the mark goes back to the last query that is the same.
 */
export class HistoryReader {
  /** Heads by when they were seen: what was there then is settled after a while, whatever the clocks do. */
  private heads: { readonly at: number; readonly head: number }[] = [];

  constructor(
    private readonly log: Pick<PiholeLog, "head" | "downFrom" | "first">,
    private readonly store: Pick<HistoryStore, "meta" | "add" | "has">,
    /** In ms, of a clock that does not jump. */
    private readonly now: () => number,
  ) {}

  /** Reads what has settled since the last time. Rejects if Pi-hole does not answer; nothing is lost by it. */
  async read(): Promise<void> {
    const head = await this.log.head();
    if (head === undefined) return;
    if (head < (this.heads.at(-1)?.head ?? 0)) this.heads = [];
    this.heads.push({ at: this.now(), head });
    const settled = this.heads.filter(({ at }) => this.now() - at >= settleMs).at(-1);
    if (settled === undefined) return;
    this.heads = this.heads.filter(({ at }) => at >= settled.at);
    const mark = this.mark();
    if (mark !== undefined && head < mark) await this.goBack(head);
    await this.readTo(settled.head);
  }

  private async readTo(last: number): Promise<void> {
    let mark = this.mark() ?? (await this.beforeFirst());
    while (mark < last) {
      const until = Math.min(last, mark + atOnce);
      // One more than is new: the last one that was read has to be there still.
      const queries = await this.log.downFrom(until, until - mark + 1);
      const known = queries.find(({ id }) => id <= mark);
      if (known && !this.store.has(known)) {
        await this.goBack(mark);
        mark = this.mark() ?? -1;
        continue;
      }
      const fresh = queries.filter(({ id }) => id > mark);
      // Pi-hole forgets the oldest: what is between is no longer there.
      const next = fresh.length > 0 ? until : Math.max(until, Math.min(last, await this.beforeFirst()));
      this.keep(fresh, next);
      mark = next;
    }
  }

  /** Sets the mark to the last query below `from` that is in the history, or before Pi-hole's first. */
  private async goBack(from: number): Promise<void> {
    for (let cursor = from; ;) {
      const queries = await this.log.downFrom(cursor, atOnce);
      const same = queries.find((query) => this.store.has(query));
      if (same) return this.keep([], same.id);
      if (queries.length < atOnce) return this.keep([], (queries.at(-1)?.id ?? cursor + 1) - 1);
      cursor = queries.at(-1)!.id - 1;
    }
  }

  private async beforeFirst(): Promise<number> {
    return ((await this.log.first())?.id ?? 0) - 1;
  }

  private mark(): number | undefined {
    const text = this.store.meta(markKey);
    return text === undefined ? undefined : Number(text);
  }

  private keep(queries: readonly Query[], mark: number): void {
    this.store.add(queries, { key: markKey, value: String(mark) });
  }
}
