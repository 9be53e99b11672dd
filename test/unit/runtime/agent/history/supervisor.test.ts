import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { replaceFile } from "../../../../../runtime/common/text-file";
import type { ChannelRequest } from "../../../../../runtime/agent/channel/channel-server";
import { HistoryServer } from "../../../../../runtime/agent/history/server";
import { HistoryStore } from "../../../../../runtime/agent/history/store";
import { History } from "../../../../../runtime/agent/history/supervisor";
import { openTables } from "../../../../../runtime/agent/history/tables";
import { sample } from "./fake-log";

/** A process that only hears. */
class FakeChild extends EventEmitter {
  readonly pid = 4_711;
  alive = true;
  readonly told: unknown[] = [];
  send(message: unknown): void {
    this.told.push(message);
  }
  kill(): void {
    this.alive = false;
  }
}

const question = (at: string): ChannelRequest => ({
  method: "GET",
  path: at,
  query: new URLSearchParams({ store: "", after: "0" }),
  raw: Buffer.alloc(0),
  body: undefined,
  gone: new AbortController().signal,
});

describe("the agent's part in the history", () => {
  let folder: string;
  let file: string;
  let children: FakeChild[];
  let history: History;
  const said: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "history-"));
    file = path.join(folder, "history.json");
    children = [];
    history = new History({
      paths: { history: file, historySocket: path.join(folder, "history.sock") },
      start: () => {
        children.push(new FakeChild());
        return children.at(-1) as unknown as ChildProcess;
      },
      log: (event) => said.push(event),
      againMs: 1,
    });
  });
  afterEach(() => {
    history.stop();
    rmSync(folder, { recursive: true });
  });

  const write = (days: number): void => replaceFile(file, JSON.stringify({ days, megabytes: 64 }));
  const limits = (days: number) => ({ kind: "keep", limits: { days, megabytes: 64 } });
  async function until(holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 8_000; !holds(); await delay(5)) assert.ok(Date.now() < end, "timed out");
  }

  it("starts no process, and has nothing to say, if the config asks for none", () => {
    history.start();
    assert.deepEqual(
      [children.length, history.seen(), history.routes(question("/history"))],
      [0, undefined, undefined],
    );
  });

  it("takes the config up while it runs: on, changed, damaged, off", async () => {
    history.start();
    write(31);
    await until(() => children.length === 1);
    const [child] = children;
    assert.deepEqual(child!.told, [limits(31)]);
    write(7);
    await until(() => child!.told.length > 1);
    assert.deepEqual([child!.told.at(-1), children.length], [limits(7), 1]);
    replaceFile(file, "{");
    await until(() => said.includes("history.config-refused"));
    assert.ok(child!.alive, "what was good stays");
    rmSync(file);
    await until(() => !child!.alive);
    assert.equal(history.seen(), undefined);
  });

  it("starts a process again that ends, and says so meanwhile", async () => {
    write(31);
    history.start();
    children[0]!.emit("message", { queries: 3, bytes: 4_096, trouble: {} });
    assert.equal(history.seen()!.queries, 3);
    children[0]!.emit("exit", 1, null);
    assert.deepEqual(history.seen()!.trouble, { "its keeper": "ended with code 1" });
    await until(() => children.length === 2);
    assert.deepEqual(children[1]!.told, [limits(31)]);
  });

  it("gives a peer what the process answers, and every other question to others", async () => {
    write(31);
    history.start();
    const store = new HistoryStore(openTables(":memory:", () => undefined));
    store.add([sample(1)]);
    const server = new HistoryServer(path.join(folder, "history.sock"), store, () => 0);
    await server.start();
    const reply = await history.routes(question("/history"));
    assert.ok(reply && "bytes" in reply);
    assert.deepEqual(JSON.parse(Buffer.from(reply.bytes).toString()), store.page("", 0, 10));
    assert.equal(history.routes(question("/leases")), undefined);
    server.stop();
    store.close();
  });
});
