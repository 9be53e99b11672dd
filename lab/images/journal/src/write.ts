import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { flaw, noSum, type Row, sumOf } from "./chain";
import { monotonicMs } from "../../../clock";
import type { Ack, Mark } from "../../../load/journal-protocol";
import { Store } from "./store";

export interface WriteOptions {
  /** Folder of the database. */
  readonly journal: string;
  /** Folder, of another dataset, that gets a mark of what the journal has by now. */
  readonly notes: string;
  readonly collector: { readonly address: string; readonly port: number };
  readonly perSecond: number;
  readonly payloadBytes: number;
}

const markEveryMs = 1_000;

/** Writes row after row until the signal, and tells the collector of each that is on the disk. Throws if one cannot be written. */
export async function write(options: WriteOptions, signal: AbortSignal): Promise<void> {
  const store = Store.open(path.join(options.journal, "journal.db"));
  const socket = createSocket("udp4");
  // Nobody may be listening: what is not acknowledged does not count.
  socket.on("error", () => undefined);
  const run = randomBytes(4).toString("hex");
  const node = hostname();
  let last = checked(store);
  let marked = 0;
  for (
    let due = monotonicMs();
    !signal.aborted;
    due = Math.max(due + 1_000 / options.perSecond, monotonicMs())
  ) {
    const begun = { seq: (last?.seq ?? 0) + 1, run, node, at: Math.round(monotonicMs() * 1_000) / 1_000 };
    const content = { ...begun, payload: randomBytes(options.payloadBytes) };
    last = { ...content, sum: sumOf(last?.sum ?? noSum, content) };
    store.append(last);
    const ack: Ack = { seq: last.seq, run, node, at: last.at, sum: last.sum };
    socket.send(JSON.stringify(ack), options.collector.port, options.collector.address);
    if (last.at - marked >= markEveryMs) {
      mark(options.notes, last);
      marked = last.at;
    }
    await delay(Math.max(0, due + 1_000 / options.perSecond - monotonicMs()));
  }
  store.close();
  socket.close();
}

/** The last row. Throws where what was found cannot be gone on from. */
function checked(store: Store): Row | undefined {
  const last = store.last();
  const [before, row] = last ? [...store.rows(last.seq - 1)] : [];
  const wrong = before && row ? flaw(before, row) : "";
  if (wrong) throw new Error(wrong);
  return last;
}

/** The mark is never ahead of the journal: in one snapshot of both, the journal has what the mark says. */
function mark(folder: string, { seq, sum }: Row): void {
  const text: Mark = { seq, sum };
  const file = path.join(folder, "mark.json");
  const handle = openSync(`${file}.new`, "w");
  writeSync(handle, JSON.stringify(text));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(`${file}.new`, file);
}
