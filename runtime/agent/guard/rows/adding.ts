import { errorText } from "../../../contract/error-text";
import {
  errorOf,
  isLocked,
  processedOf,
  refusedNow,
  together,
  type ItemError,
  type RowAnswer,
} from "./answer";
import { madeAt, type Addition } from "./change";
import { gravityWords, lockedWords, type RowParts } from "./parts";
import { Patience, patiently, type usualPatience } from "./patience";
import type { PieceSize } from "./piece-size";

/** Adds rows to Pi-hole, some at a time. The answer has an error for each row that could not be written, as Pi-hole's has. */
export class Adding {
  private readonly taken: string[] = [];
  private readonly failed: ItemError[] = [];
  /** Rows that may be there already, without their groups: Pi-hole writes the groups after the row. */
  private readonly begun = new Set<string>();
  private left: readonly string[];
  /** The last answer that named each row; undefined if there was none. */
  private last: RowAnswer | undefined;
  /** Whether Pi-hole's database was locked the last time, and how long that took, in ms. */
  private locked = false;
  private tookMs = 0;

  constructor(
    private readonly change: Addition,
    private readonly target: string,
    private readonly parts: RowParts,
    private readonly size: PieceSize,
    /** In seconds since 1970: a row that was made earlier does not belong to this change. */
    private readonly since: number,
    private readonly times: typeof usualPatience,
  ) {
    this.left = change.items;
  }

  /** Resolves to the answer for all rows. Rejects if Pi-hole does not answer, and nothing was written. */
  async run(): Promise<RowAnswer> {
    let patience = new Patience(this.times);
    for (;;) {
      const end = (await this.parts.quiet()) ? await this.piece() : this.giveUp(refusedNow(gravityWords));
      if (end) return end;
      if (!this.locked) patience = new Patience(this.times);
      else if (!(await patience.next())) return this.giveUp(refusedNow(lockedWords));
      await this.parts.breathe(this.tookMs);
    }
  }

  /** Resolves to the answer for all rows when there is nothing more to do. */
  private async piece(): Promise<RowAnswer | undefined> {
    const { change, parts, size, target } = this;
    const why = this.last && parts.refused();
    if (why) return this.giveUp(refusedNow(why));
    const piece = this.left.slice(0, change.divisible ? size.rows() : this.left.length);
    const from = performance.now();
    let answer;
    try {
      answer = await parts.send("POST", target, change.body(piece));
    } catch (error) {
      if (this.last === undefined) throw error;
      return this.giveUp(refusedNow(errorText(error)));
    }
    this.tookMs = performance.now() - from;
    const became = processedOf(answer, piece);
    if (became === undefined) return this.giveUp(answer);
    if (answer.status < 300) this.last = answer;
    this.locked = became.locked.length > 0;
    if (became.locked.length < piece.length) size.took(piece.length, this.tookMs);
    // A gravity run that has begun meanwhile may have copied the rows before these were there.
    const unsure = parts.gravityRuns() ? became.taken : [];
    if (unsure.length === 0) this.taken.push(...became.taken);
    await this.judge(became.failed);
    const again = [...unsure, ...became.locked];
    again.forEach((item) => this.begun.add(item));
    this.left = [...again, ...this.left.slice(piece.length)];
    return this.left.length === 0 ? together(this.last ?? answer, this.taken, this.failed) : undefined;
  }

  private async judge(failed: readonly ItemError[]): Promise<void> {
    for (const each of failed)
      if (this.begun.has(each.item) && (await this.complete(each.item))) this.taken.push(each.item);
      else this.failed.push(each);
  }

  /** Whether a row that is there was made by this change; its groups are set then. */
  private async complete(item: string): Promise<boolean> {
    const { change, parts, target, times } = this;
    const [path = "", query] = target.split("?");
    const row = `${path}/${encodeURIComponent(item)}${query === undefined ? "" : `?${query}`}`;
    const made = madeAt(change.table, (await patiently(() => parts.send("GET", row), times)).text);
    if (made === undefined || made < this.since) return false;
    const answer = await patiently(() => parts.send("PUT", row, change.rest), times);
    return answer.status < 300 && !isLocked(answer);
  }

  /** The rows that are left cannot be written. If some were written, the answer has both. */
  private giveUp(answer: RowAnswer): RowAnswer {
    if (this.last === undefined) return answer;
    const error = errorOf(answer);
    return together(this.last, this.taken, [...this.failed, ...this.left.map((item) => ({ item, error }))]);
  }
}
