import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { askHistory, streamHistory } from "../../../../../../runtime/agent/history/ask-history";
import { HistoryServer } from "../../../../../../runtime/agent/history/server";
import { HistoryStore } from "../../../../../../runtime/agent/history/store";
import { openTables } from "../../../../../../runtime/agent/history/tables";
import { endAll } from "../../guard/support";
import { sample } from "../../history/fake-log";
import { Person, SteeredNode, world } from "../steered";

describe("the history's page", () => {
  let folder: string;
  let store: HistoryStore;
  let server: HistoryServer;
  let node: SteeredNode;
  let person: Person;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "history-"));
    const socket = path.join(folder, "history.sock");
    store = new HistoryStore(openTables(":memory:", () => undefined));
    server = new HistoryServer(socket, store, () => Date.now() * 1_000);
    await server.start();
    const history = {
      ask: (at: string) => askHistory(socket, at),
      stream: (at: string) => streamHistory(socket, at),
    };
    node = await SteeredNode.start({ ...world(), history });
    person = new Person();
    await person.logIn(node);
  });
  afterEach(() => {
    endAll();
    server.stop();
    store.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (count: number): void => {
    const now = Date.now() * 1_000;
    const queries = Array.from({ length: count }, (_, id) => sample(id, { at: now - (count - id) * 1_000 }));
    store.add([...queries, sample(count, { at: now, domain: "<b>.example.com", status: "GRAVITY" })]);
  };

  it("is for who has logged in: anybody else is led to the log-in, and back", async () => {
    ask(3);
    for (const at of ["/ha-dns/history?domain=d1", "/ha-dns/history/history.csv"]) {
      const { status, headers, text } = await new Person().get(node, at);
      assert.equal(status, 303);
      assert.equal(headers.location, `/ha-dns/log-in?${new URLSearchParams({ to: at }).toString()}`);
      assert.doesNotMatch(text, /example\.com/);
    }
  });

  it("shows counts, top lists and the newest queries, then older ones; no name is markup", async () => {
    ask(150);
    const { status, text, headers } = await person.get(node, "/ha-dns/history");
    assert.equal(status, 200);
    assert.match(text, /151 queries, 1 of them blocked/);
    assert.match(text, /&lt;b&gt;\.example\.com/);
    assert.doesNotMatch(text, /<b>/);
    assert.equal([...text.matchAll(/<time /g)].length, 100);
    assert.match(String(headers["content-security-policy"]), /default-src 'none'/);
    const older = /href="([^"]*before=[^"]*)"/.exec(text)![1]!.replaceAll("&amp;", "&");
    const second = await person.get(node, older);
    assert.equal([...second.text.matchAll(/<time /g)].length, 51);
  });

  it("searches, and keeps what was searched for in the form and in the files", async () => {
    ask(20);
    const { text } = await person.get(node, "/ha-dns/history?domain=%3Cb%3E&only=blocked&hours=1");
    assert.equal([...text.matchAll(/<time /g)].length, 1);
    assert.match(text, /value="&lt;b&gt;"/);
    assert.match(text, /history\.csv\?domain=%3Cb%3E&amp;only=blocked&amp;hours=1"/);
  });

  it("gives everything as a file, longer than any page", async () => {
    ask(3_000);
    const { status, headers, text } = await person.get(node, "/ha-dns/history/history.csv");
    assert.deepEqual([status, headers["content-type"]], [200, "text/csv"]);
    assert.equal(text.trim().split("\r\n").length, 1 + 3_001);
    const lines = await person.get(node, "/ha-dns/history/history.jsonl?domain=d1.");
    assert.equal(lines.text.trim().split("\n").length, 429);
  });

  it("says what to set if the node keeps no history", async () => {
    server.stop();
    const { status, text } = await person.get(node, "/ha-dns/history");
    assert.equal(status, 503);
    assert.match(text, /historyDays/);
  });
});
