import { createHash } from "node:crypto";

/** One write. Its sum is over all that it holds and over the sum before: two journals that agree in one agree in all before it. */
export interface Row {
  /** From 1, without gaps. */
  readonly seq: number;
  /** The process that wrote it: another one after each start. */
  readonly run: string;
  /** The host it ran on. */
  readonly node: string;
  /** When it was begun, in ms of CLOCK_MONOTONIC: one clock for all containers of a machine. */
  readonly at: number;
  readonly payload: Uint8Array;
  readonly sum: string;
}

/** The sum before the first row. */
export const noSum = "";

export function sumOf(before: string, { seq, run, node, at, payload }: Omit<Row, "sum">): string {
  const sum = createHash("sha256")
    .update(JSON.stringify([before, seq, run, node, at]))
    .update(payload);
  return sum.digest("hex").slice(0, 32);
}

/** What is wrong with a row that comes after `before` (undefined: the first row); empty if nothing is. */
export function flaw(before: Pick<Row, "seq" | "sum"> | undefined, row: Row): string {
  const expected = (before?.seq ?? 0) + 1;
  if (row.seq !== expected) return `row ${row.seq} stands where ${expected} should`;
  return row.sum === sumOf(before?.sum ?? noSum, row) ? "" : `row ${row.seq}: its checksum is wrong`;
}
