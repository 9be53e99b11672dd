import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { buildSync } from "esbuild";
import { ChannelKeys } from "../../../../../runtime/agent/channel/channel-keys";
import { ChannelServer } from "../../../../../runtime/agent/channel/channel-server";
import { pathsUnder } from "../../../../../runtime/agent/agent-paths";
import { channelRoutes } from "../../../../../runtime/agent/sync/leader/channel-routes";
import { SyncThread } from "../../../../../runtime/agent/sync/thread/sync-thread";
import type { SyncProgress } from "../../../../../runtime/agent/sync/sync-progress";
import type { ThreadView } from "../../../../../runtime/agent/sync/thread/thread-protocol";
import { agentConfig } from "../sample";
import { StandIn } from "./stand-in";
import { until as untilSo } from "../../../../../lab/shell";

const key = Buffer.alloc(32, 7);
const base = { leaderAddress: "127.0.0.1", otherServes: true, refused: {} };
const leads: ThreadView = { ...base, role: "leader", leader: undefined };
const follows: ThreadView = { ...base, role: "follower", leader: "pi1" };

describe("the sync thread", function () {
  this.timeout(60_000);
  let folder: string;
  let program: string;
  let ends: (() => void | Promise<void>)[];
  let events: string[];

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ha-dns-thread-"));
    program = path.join(folder, "thread.js");
    const entryPoints = [path.join(__dirname, "../../../../bench/sync-thread.ts")];
    buildSync({ entryPoints, outfile: program, bundle: true, platform: "node", logLevel: "silent" });
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  beforeEach(() => ([ends, events] = [[], []]));
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
  });

  async function node(name: string, view: ThreadView, channel: number, runs = program) {
    const paths = pathsUnder(fs.mkdtempSync(path.join(folder, name)));
    for (const each of [paths.pihole, paths.agentData, path.dirname(paths.piholeSession)])
      fs.mkdirSync(each, { recursive: true });
    fs.writeFileSync(paths.piholeSession, "");
    const pihole = await new StandIn(name, paths.pihole).start();
    const news: Pick<SyncProgress, "error" | "lastChange">[] = [];
    const thread: SyncThread = new SyncThread({
      program: runs,
      start: {
        thread: "sync",
        config: { ...agentConfig, node: name },
        paths,
        keys: { current: key, earlier: undefined, peers: [] },
        ports: { web: pihole.port, channel },
        origin: performance.timeOrigin,
      },
      view: () => view,
      onNews: () => news.push(thread.progress),
      restarted: () => undefined,
      runEnded: () => undefined,
      log: (event) => void events.push(event),
    });
    thread.start();
    thread.follow(view.role === "leader" ? "" : view.leader);
    ends.push(
      () => pihole.stop(),
      () => thread.stop(),
    );
    return { pihole, thread, news };
  }
  const until = (what: string, done: () => boolean) => untilSo(what, 30_000, done, 10);

  it("tells the leader's state over the channel, makes the follower equal, and says how it goes", async () => {
    const leader = await node("pi1", leads, 0);
    const routes = channelRoutes({
      node: "pi1",
      leads: () => true,
      report: () => ({}),
      events: () => [],
      sums: () => undefined,
      details: () => assert.fail(),
      heardEnded: () => assert.fail(),
      about: (question, gone) => leader.thread.ask(question, gone),
    });
    const server = new ChannelServer(new ChannelKeys(key), routes);
    const port = await server.start(0);
    ends.push(() => server.stop());
    // More than one piece of the answer.
    leader.pihole.plant(
      Array.from({ length: 2_000 }, (_, i) => ({ domain: `ads${i}.example`, comment: "c" })),
    );
    const follower = await node("pi2", follows, port);
    follower.pihole.plant(
      Array.from({ length: 1_990 }, (_, i) => ({ domain: `ads${i}.example`, comment: "c" })),
    );
    follower.thread.say({ kind: "wake" });
    await until("equal", () => follower.thread.progress.equalAt !== undefined);
    assert.equal(follower.pihole.domains().length, 2_000);
    assert.equal(follower.thread.progress.revision, leader.thread.published.revision);
    const ageMs = performance.now() - follower.thread.progress.equalAt!;
    assert.ok(ageMs > -5 && ageMs < 30_000, `on the agent's clock: ${ageMs} ms ago`);
    assert.ok(events.includes("sync.changed"));
    assert.deepEqual(
      follower.news.map(({ lastChange }) => lastChange?.steps),
      [follower.thread.progress.lastChange!.steps],
    );
  });

  it("that ends is begun anew, and who asks meanwhile is told so", async () => {
    const once = path.join(folder, "once.js");
    const marker = path.join(folder, "begun");
    fs.writeFileSync(
      once,
      `const fs = require("node:fs");
       if (!fs.existsSync(${JSON.stringify(marker)})) { fs.writeFileSync(${JSON.stringify(marker)}, ""); throw new Error("no"); }
       require(${JSON.stringify(program)});`,
    );
    const { thread, news } = await node("pi1", leads, 0, once);
    assert.equal((await thread.ask({ kind: "own" })).status, 503);
    assert.equal(thread.progress.brief, "sync has ended, and begins anew: no");
    assert.deepEqual(
      news.map(({ error }) => error),
      ["sync has ended, and begins anew: no"],
    );
    let status = 0;
    const end = performance.now() + 20_000;
    while (status !== 200 && performance.now() < end) {
      status = (await thread.ask({ kind: "own" })).status;
      await delay(50);
    }
    assert.deepEqual([status, events[0]], [200, "sync.thread.failed"]);
  });
});
