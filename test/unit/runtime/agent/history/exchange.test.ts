import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { writeQueries, type QueriesWords } from "../../../../../runtime/agent/cli/queries";
import { parsed } from "../../../../../runtime/common/json";
import { askHistory } from "../../../../../runtime/agent/history/ask-history";
import { HistoryPuller } from "../../../../../runtime/agent/history/puller";
import { HistoryServer } from "../../../../../runtime/agent/history/server";
import { HistoryStore } from "../../../../../runtime/agent/history/store";
import { openTables } from "../../../../../runtime/agent/history/tables";
import { sample } from "./fake-log";

const emptyStore = (): HistoryStore => new HistoryStore(openTables(":memory:", () => undefined));
const never = new AbortController().signal;

/** Asks a store as a peer does over the channel. */
const channelTo = (store: () => HistoryStore | undefined) => ({
  ask: (_: string, question: { path: string }) => {
    const query = new URL(question.path, "http://peer").searchParams;
    const body = store()?.page(query.get("store")!, Number(query.get("after")), 3);
    return Promise.resolve({ status: body ? 200 : 404, body });
  },
});

const all = (store: HistoryStore): string[] =>
  store
    .all("SELECT w.text AS node, q.id AS id FROM query q JOIN word w ON w.id = q.node", {})
    .map(({ node, id }) => `${String(node)} ${String(id)}`)
    .sort();

describe("the exchange of histories", () => {
  it("leaves all nodes with all queries, each once, in whatever order they ask, lose their history and are away", async () => {
    const names = ["pi1", "pi2", "pi3"] as const;
    const step = fc.record({
      who: fc.constantFrom(...names),
      whom: fc.constantFrom(...names),
      do: fc.constantFrom("answer", "answer", "pull", "pull", "pull", "replaced"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const stores = Object.fromEntries(names.map((name) => [name, emptyStore()]));
        const pull = (who: string, whom: string): Promise<number> =>
          new HistoryPuller(
            { name: whom, podAddress: whom },
            channelTo(() => stores[whom]),
            stores[who]!,
            never,
            0,
          ).pull();
        let id = 0;
        for (const { who, whom, do: what } of steps) {
          if (what === "answer") stores[who]!.add([sample(++id, { node: who })]);
          if (what === "pull" && who !== whom) await pull(who, whom);
          if (what === "replaced") stores[who] = emptyStore();
        }
        const anywhere = [...new Set(names.flatMap((name) => all(stores[name]!)))].sort();
        for (let round = 0; round < 2; round++)
          for (const who of names) for (const whom of names) if (who !== whom) await pull(who, whom);
        for (const name of names) assert.deepEqual(all(stores[name]!), anywhere);
      }),
      { numRuns: 60 },
    );
  });

  it("asks a peer that keeps none again later, and refuses an answer that is none", async () => {
    const store = emptyStore();
    const peer = { name: "pi2", podAddress: "192.168.8.252" };
    assert.equal(
      await new HistoryPuller(
        peer,
        channelTo(() => undefined),
        store,
        never,
      ).pull(),
      0,
    );
    const odd = { ask: () => Promise.resolve({ status: 200, body: { store: "x", next: 1 } }) };
    await assert.rejects(new HistoryPuller(peer, odd, store, never).pull(), /pi2 answered 200/);
    const wrong = { store: "x", next: 1, more: false, texts: [], rows: [[0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0]] };
    const wild = { ask: () => Promise.resolve({ status: 200, body: wrong }) };
    await assert.rejects(new HistoryPuller(peer, wild, store, never).pull(), /names text 0 of 0/);
    assert.equal(store.seen().queries, 0);
  });
});

describe("the history's socket", () => {
  let folder: string;
  let socket: string;
  let store: HistoryStore;
  let server: HistoryServer;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "history-"));
    socket = path.join(folder, "history.sock");
    store = emptyStore();
    server = new HistoryServer(socket, store, () => sample(3_000).at);
    await server.start();
  });
  afterEach(() => {
    server.stop();
    store.close();
    rmSync(folder, { recursive: true });
  });
  const ask = async (at: string): Promise<string> => (await askHistory(socket, at)).text;

  it("answers with pages for peers, what was found, counts, and what it holds", async () => {
    store.add([sample(1), sample(2), sample(3)]);
    assert.deepEqual(parsed(await ask("/seen")), store.seen());
    assert.deepEqual(parsed(await ask("/page?after=nonsense")), store.page("", 0, 10));
    const found = parsed(await ask("/queries?most=2")) as { queries: unknown[]; before: string };
    assert.deepEqual([found.queries.length, found.before], [2, `${sample(2).at}-2`]);
    assert.equal((parsed(await ask("/summary")) as { queries: number }).queries, 3);
    assert.match(await ask("/nothing"), /no such question/);
  });

  it("gives the command what it asks for", async () => {
    store.add([sample(1), sample(2, { status: "GRAVITY" }), sample(3, { node: "pi2", status: "GRAVITY" })]);
    const now = sample(4).at / 1_000;
    const run = async (words: QueriesWords): Promise<number[]> => {
      const out = new PassThrough();
      assert.equal(
        await writeQueries({ historySocket: socket }, { words, json: true, now }, out, assert.fail),
        0,
      );
      const lines = String(out.read() ?? "")
        .split("\n")
        .filter(Boolean);
      return lines.map((line) => (parsed(line) as { milliseconds: number }).milliseconds);
    };
    assert.equal((await run({})).length, 3);
    assert.equal((await run({ blocked: true, node: "pi1", hours: 1 })).length, 1);
    assert.equal((await run({ hours: 1e-9 })).length, 0);
    const said: string[] = [];
    const none = { historySocket: `${socket}.none` };
    const code = await writeQueries(none, { words: {}, json: false, now }, new PassThrough(), (text) =>
      said.push(text),
    );
    assert.equal(code, 1);
    assert.match(said.join(), /set historyDays/);
  });

  it("exports every query as CSV and as JSON lines; no name is a formula", async () => {
    const count = 2_500;
    store.add(Array.from({ length: count }, (_, id) => sample(id)));
    store.add([sample(2_999, { domain: '=cmd|"x"', took: 1_234 })]);
    const lines = (await ask("/export.csv")).split("\r\n");
    assert.equal(lines.length, 1 + count + 1 + 1);
    assert.equal(
      lines[1],
      `2023-11-14T22:13:22.999Z,pi1,192.168.8.20,phone,"'=cmd|""x""",A,FORWARDED,IP,192.168.8.253#5335,1.234`,
    );
    const json = (await ask("/export.jsonl?domain=d1.")).trim().split("\n");
    assert.equal(json.length, Math.ceil((count - 1) / 7));
    assert.equal((parsed(json[0]!) as { domain: string }).domain, "d1.example.com");
  });

  it("exports no name that commands a terminal", async () => {
    const domain = "\u001b]0;owned\u0007\u009b2J\u202e.example";
    store.add([sample(1, { domain })]);
    const [csv, json] = [await ask("/export.csv"), await ask("/export.jsonl")];
    assert.match(csv, /,\\u001b\]0;owned\\u0007\\u009b2J\\u202e\.example,/);
    assert.doesNotMatch(`${csv}${json}`, /[^\r\n -~]/);
    assert.equal((parsed(json) as { domain: string }).domain, domain);
  });
});
