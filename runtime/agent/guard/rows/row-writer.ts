import { nowSeconds } from "../../unix-time";
import { Adding } from "./adding";
import { isLocked, refusedNow, type RowAnswer } from "./answer";
import { rowsLeft, type Deletion, type RowChange } from "./change";
import { gravityWords, lockedWords, type RowParts } from "./parts";
import { Patience, patiently, usualPatience } from "./patience";
import { PieceSize } from "./piece-size";

/** A request as the client has made it; no body: empty. */
export interface RowRequest {
  readonly method: string;
  readonly target: string;
  readonly body: string;
}

/**
 * Writes rows as a person expects it: DNS goes on meanwhile, a database that is locked for a moment fails nothing, and
 * what Pi-hole acknowledges is there and stays.
 */
export class RowWriter {
  private readonly size = new PieceSize();

  constructor(private readonly patience = usualPatience) {}

  /** Resolves to what the client is to be told. Rejects if Pi-hole does not answer, and nothing was written. */
  async write(change: RowChange, request: RowRequest, parts: RowParts): Promise<RowAnswer> {
    switch (change.kind) {
      case "add":
        return new Adding(change, request.target, parts, this.size, nowSeconds(), this.patience).run();
      case "set":
        return this.set(request, parts);
      case "delete":
        return this.remove(change, request, parts);
    }
  }

  private async set({ method, target, body }: RowRequest, parts: RowParts): Promise<RowAnswer> {
    for (;;) {
      if (!(await parts.quiet())) return refusedNow(gravityWords);
      const answer = await patiently(() => parts.send(method, target, body), this.patience);
      if (answer.status >= 300 || !parts.gravityRuns()) return answer;
    }
  }

  /** Pi-hole says that rows are gone also if its database was locked when they were to go: they are looked for. */
  private async remove(
    { table, keys }: Deletion,
    { method, target, body }: RowRequest,
    parts: RowParts,
  ): Promise<RowAnswer> {
    const where = keys === undefined ? target : target.replace(":batchDelete", "");
    const patience = new Patience(this.patience);
    let done: RowAnswer | undefined;
    for (;;) {
      if (!(await parts.quiet())) return refusedNow(gravityWords);
      const ask = () => parts.send(method, target, body === "" ? undefined : body);
      const answer = await patiently(ask, this.patience);
      if (answer.status !== 204) return answer.status === 404 && done ? done : answer;
      done = answer;
      if (parts.gravityRuns()) continue;
      const seen = await patiently(() => parts.send("GET", where), this.patience);
      const isThere = isLocked(seen) || (seen.status === 200 && rowsLeft(table, keys, seen.text) > 0);
      if (!isThere) return answer;
      if (parts.refused() || !(await patience.next())) return refusedNow(lockedWords);
    }
  }
}
