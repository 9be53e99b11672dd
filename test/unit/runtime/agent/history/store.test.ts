import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unpacked, type Query } from "../../../../../runtime/agent/history/query";
import { placeOf, search, wishOf } from "../../../../../runtime/agent/history/search";
import { HistoryStore } from "../../../../../runtime/agent/history/store";
import { summary } from "../../../../../runtime/agent/history/summary";
import { openTables } from "../../../../../runtime/agent/history/tables";
import { Trimmer } from "../../../../../runtime/agent/history/trimmer";
import { sample } from "./fake-log";

const hour = 3_600e6;
const many = (count: number, over: (id: number) => Partial<Query> = () => ({})): Query[] =>
  Array.from({ length: count }, (_, id) => sample(id, over(id)));

describe("the history's store", () => {
  let folder: string;
  let file: string;
  let store: HistoryStore;
  const open = (): HistoryStore => new HistoryStore(openTables(file, () => undefined));
  const ids = (): unknown[] => store.all("SELECT id FROM query ORDER BY at", {}).map(({ id }) => id);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "history-"));
    file = path.join(folder, "history.db");
    store = open();
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  it("adds a query once, also if Pi-hole's number came before with another time", () => {
    assert.equal(store.add([sample(1), sample(1), sample(1, { at: 5 }), sample(1, { node: "pi2" })]), 3);
    assert.equal(store.add([sample(1)]), 0);
    assert.equal(store.seen().queries, 3);
  });

  it("has everything after it was closed, and the same name", () => {
    store.add(many(10), { key: "mark", value: "9" });
    const { id } = store;
    store.close();
    store = open();
    assert.deepEqual([store.id, store.seen().queries, store.meta("mark")], [id, 10, "9"]);
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("tells a peer page by page what came in, and all of it to one that read another history", () => {
    const queries = many(25, (id) => ({ clientName: id % 2 ? "" : "phone" }));
    store.add(queries);
    const told: Query[] = [];
    for (let [next, more] = [0, true]; more;) {
      const page = store.page(store.id, next, 10);
      told.push(...unpacked(page));
      ({ next, more } = page);
    }
    assert.deepEqual(told, queries);
    const { rows } = store.page(store.id, 25, 10);
    assert.deepEqual(rows, []);
    assert.equal(store.page("another", 25, 100).rows.length, 25);
  });

  it("removes the oldest beyond the bytes, with the names that nothing uses any more", () => {
    store.add(many(20_000, (id) => ({ domain: `name-${id}.example.com` })));
    const { bytes } = store.seen();
    while (store.trim(0, bytes / 2));
    assert.ok(store.seen().bytes <= bytes / 2);
    const [names] = store.all("SELECT count(*) AS n FROM domain", {});
    assert.equal(names!.n, store.seen().queries);
    assert.equal(ids().at(-1), 19_999);
  });

  it("keeps the days that are asked for; a clock that jumps costs little", async () => {
    const days = many(24 * 10, (id) => ({ at: id * hour }));
    store.add(days);
    let bootMs = 0;
    const trimmer = new Trimmer(store, () => bootMs);
    const trim = (now: number) =>
      trimmer.trim({ days: 9, megabytes: 256 }, now / 1000, new AbortController().signal);
    await trim(24 * 9 * hour + hour);
    assert.deepEqual(ids()[0], 1);
    await trim(24 * 400 * hour);
    assert.deepEqual(ids()[0], 1, "not due yet");
    bootMs += 600_000;
    await trim(24 * 400 * hour);
    assert.deepEqual(ids()[0], 3, "two hours of them");
  });

  it("puts a file aside that is no database, and begins anew", () => {
    store.add(many(3));
    store.close();
    writeFileSync(file, "no database ".repeat(1000));
    const said: string[] = [];
    store = new HistoryStore(openTables(file, (event) => said.push(event)));
    assert.deepEqual([store.seen().queries, said], [0, ["history.begun-anew"]]);
    assert.ok(existsSync(`${file}.aside`));
  });

  describe("search", () => {
    beforeEach(
      () =>
        void store.add([
          sample(1, { domain: "ads.example.com", status: "GRAVITY", client: "192.168.8.21", clientName: "" }),
          sample(2, { domain: "www.debian.org" }),
          sample(3, { domain: "100%.example.org", node: "pi2" }),
          sample(4, { domain: "ads.example.com", status: "REGEX" }),
        ]),
    );
    const found = (text: string): number[] =>
      search(store, wishOf(new URLSearchParams(text))).map(({ id }) => id);

    it("finds by a part of the name, the client, the node and what became of it, the newest first", () => {
      assert.deepEqual(found(""), [4, 3, 2, 1]);
      assert.deepEqual(found("domain=EXAMPLE"), [4, 3, 1]);
      assert.deepEqual(found("domain=0%25"), [3], "% is no wildcard");
      assert.deepEqual(found("client=phone&only=blocked"), [4]);
      assert.deepEqual(found("client=8.21"), [1]);
      assert.deepEqual(found("node=pi2"), [3]);
      assert.deepEqual(found(`from=${sample(2).at}&until=${sample(4).at}`), [3, 2]);
      assert.deepEqual(found("only=nonsense&from=x&most=2"), [4, 3]);
    });

    it("goes on where the last page ended", () => {
      const [, second] = search(store, wishOf(new URLSearchParams("most=2")));
      assert.deepEqual(found(`before=${placeOf(second!)}`), [2, 1]);
    });

    it("counts no more than it can in good time, the newest, and says from when", () => {
      const counted = summary(store, wishOf(new URLSearchParams()), sample(5).at, 2);
      assert.deepEqual([counted.queries, counted.from], [2, sample(2).at + 1]);
    });

    it("finds the newest of many names as of few", () => {
      const names = Array.from({ length: 30 }, (_, i) => sample(100 + i, { domain: `n${i}.many.example` }));
      store.add(names);
      assert.deepEqual(found("domain=many&most=3"), [129, 128, 127]);
      assert.deepEqual(found("domain=n7.many"), [107]);
    });

    it("counts a day: in all, by time, and who and what comes first", () => {
      const counted = summary(store, wishOf(new URLSearchParams()), sample(5).at);
      assert.deepEqual([counted.queries, counted.blocked], [4, 2]);
      assert.deepEqual(counted.slots.at(-1), { queries: 4, blocked: 2 });
      assert.deepEqual(counted.blockedDomains, [{ text: "ads.example.com", queries: 2 }]);
      assert.deepEqual(counted.clients[0], { text: "192.168.8.20", queries: 3 });
      assert.deepEqual(
        counted.domains.map(({ text }) => text),
        ["100%.example.org", "www.debian.org"],
      );
    });
  });
});
