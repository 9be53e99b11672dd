import assert from "node:assert/strict";
import fc from "fast-check";
import type { Query } from "../../../../../runtime/agent/history/query";
import { HistoryReader } from "../../../../../runtime/agent/history/reader";
import { HistoryStore } from "../../../../../runtime/agent/history/store";
import { openTables } from "../../../../../runtime/agent/history/tables";
import { FakeFtl } from "./fake-log";

const settled = 30_000;

const emptyStore = (): HistoryStore => new HistoryStore(openTables(":memory:", () => undefined));

const keysOf = (queries: readonly Query[]): string[] => queries.map(({ id, at }) => `${id} ${at}`).sort();
const kept = (store: HistoryStore): string[] =>
  store
    .all("SELECT id, at FROM query", {})
    .map(({ id, at }) => `${String(id)} ${String(at)}`)
    .sort();

describe("the reader of Pi-hole's queries", () => {
  let store: HistoryStore;
  let ftl: FakeFtl;
  let now: number;
  let reader: HistoryReader;

  beforeEach(() => {
    store = emptyStore();
    ftl = new FakeFtl();
    now = 0;
    reader = new HistoryReader(ftl, store, () => now);
  });
  afterEach(() => store.close());

  /** What is in Pi-hole now settles, and is read. */
  async function readAll(): Promise<void> {
    await reader.read();
    now += settled;
    await reader.read();
  }

  it("reads a query when it has settled, and not before", async () => {
    ftl.answer(3);
    await reader.read();
    now += settled - 1;
    await reader.read();
    assert.deepEqual(kept(store), []);
    now += 1;
    await reader.read();
    assert.deepEqual(kept(store), keysOf(ftl.memory));
  });

  it("reads thousands page by page, each once", async () => {
    ftl.answer(3_500);
    await readAll();
    assert.deepEqual(kept(store), keysOf(ftl.memory));
    const { asked } = ftl;
    await readAll();
    assert.equal(ftl.asked - asked, 2);
  });

  it("begins with the oldest that Pi-hole has, whatever its number is", async () => {
    ftl.answer(2_000);
    ftl.forget(1_500);
    await readAll();
    assert.deepEqual(kept(store), keysOf(ftl.memory));
  });

  it("goes on after a time in which Pi-hole has forgotten what was not read", async () => {
    ftl.answer(10);
    await readAll();
    const first = keysOf(ftl.memory);
    ftl.answer(5_000);
    ftl.forget(4_000);
    await readAll();
    assert.deepEqual(kept(store), [...first, ...keysOf(ftl.memory)].sort());
  });

  it("reads numbers again that Pi-hole gives twice after a crash", async () => {
    ftl.answer(100);
    ftl.flush();
    ftl.answer(50);
    await readAll();
    const lost = keysOf(ftl.memory);
    ftl.restart("crash");
    ftl.answer(200);
    await readAll();
    assert.deepEqual(kept(store), [...new Set([...lost, ...keysOf(ftl.memory)])].sort());
  });

  it("reads a Pi-hole whose database was deleted from its beginning", async () => {
    ftl.answer(100);
    await readAll();
    const before = keysOf(ftl.memory);
    ftl.deleteDatabase();
    ftl.answer(30);
    await readAll();
    assert.deepEqual(kept(store), [...before, ...keysOf(ftl.memory)].sort());
  });

  it("has each settled query exactly once, whatever happens to Pi-hole and its clock", async () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ do: fc.constant("answer" as const), n: fc.integer({ min: 1, max: 1_300 }) }),
      },
      ...(["flush", "orderly", "crash", "deleted", "back", "forward", "reader"] as const).map((name) => ({
        weight: 1,
        arbitrary: fc.record({ do: fc.constant(name), n: fc.constant(0) }),
      })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        store.close();
        store = emptyStore();
        ftl = new FakeFtl();
        reader = new HistoryReader(ftl, store, () => now);
        const settledOnes = new Set<string>();
        for (const { do: what, n } of steps) {
          if (what === "answer") ftl.answer(n);
          if (what === "flush") ftl.flush();
          if (what === "orderly" || what === "crash") ftl.restart(what);
          if (what === "deleted") ftl.deleteDatabase();
          if (what === "back") ftl.clock -= 3_600_000_000;
          if (what === "forward") ftl.clock += 3_600_000_000;
          if (what === "reader") reader = new HistoryReader(ftl, store, () => now);
          await readAll();
          keysOf(ftl.memory).forEach((key) => settledOnes.add(key));
        }
        assert.deepEqual(kept(store), [...settledOnes].sort());
      }),
      { numRuns: 30 },
    );
  });
});
