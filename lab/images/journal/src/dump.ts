import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Dump, Mark, WriterRun } from "../../../load/journal-protocol";
import { flaw } from "./chain";
import { Store } from "./store";

const mostFlaws = 10;

/** Reads a journal's rows from `from` on, and checks them. Somebody may be writing meanwhile. */
export function dump(journal: string, notes: string, from: number): Dump {
  const file = path.join(journal, "journal.db");
  if (!existsSync(file)) return { absent: true, rows: [], runs: [], flaws: [], mark: null };
  // First: what it says is in the journal by then.
  const mark = markIn(notes);
  const store = Store.open(file);
  const rows: [number, string][] = [];
  const runs = new Map<string, WriterRun>();
  const flaws: string[] = [];
  let before: { seq: number; sum: string } | undefined;
  for (const row of store.rows(Math.max(1, from - 1))) {
    const wrong = before || from <= 1 ? flaw(before, row) : "";
    if (wrong && flaws.length < mostFlaws) flaws.push(wrong);
    before = row;
    if (row.seq < from) continue;
    rows.push([row.seq, row.sum]);
    const known = runs.get(row.run) ?? { run: row.run, node: row.node, firstAt: row.at, lastAt: row.at };
    runs.set(row.run, { ...known, lastAt: Math.max(known.lastAt, row.at) });
  }
  store.close();
  return { absent: false, rows, runs: [...runs.values()], flaws, mark };
}

function markIn(folder: string): Mark | null {
  const file = path.join(folder, "mark.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Mark) : null;
}
