import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { buildSync } from "esbuild";
import { ChannelKeys } from "../../runtime/agent/channel/channel-keys";
import { ChannelServer } from "../../runtime/agent/channel/channel-server";
import { pathsUnder, type Paths } from "../../runtime/agent/agent-paths";
import { channelRoutes } from "../../runtime/agent/sync/leader/channel-routes";
import { FolderWatch } from "../../runtime/agent/sync/leader/folder-watch";
import { SyncThread } from "../../runtime/agent/sync/thread/sync-thread";
import type { ThreadView } from "../../runtime/agent/sync/thread/thread-protocol";
import { agentConfig } from "../unit/runtime/agent/sample";
import { until as untilSo } from "../../lab/shell";

/*
 * How long sync stops an agent that has many domains, and how soon one more is on the follower:
 * `npx tsx test/bench/large-tables.ts [DOMAINS] [TIMES]`. Leader and follower share one process here, as two agents do
 * not: what it measures is the worse of both. Their Pi-holes are stand-ins, in processes of their own.
 */
const [domains = 100_000, times = 5] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-bench-"));
const key = Buffer.alloc(32, 7);

interface Node {
  readonly thread: SyncThread;
  readonly port: number;
  readonly process: ChildProcess;
  readonly watch: FolderWatch;
}

async function pihole(paths: Paths): Promise<{ port: number; process: ChildProcess }> {
  const args = ["--import", "tsx", path.join(__dirname, "pihole.ts"), paths.pihole, String(domains)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = (await once(child.stdout!, "data")) as [Buffer];
  return { port: Number(port.toString()), process: child };
}

async function node(
  name: string,
  program: string,
  view: () => ThreadView,
  channel: () => number,
): Promise<Node> {
  const paths = pathsUnder(path.join(folder, name));
  for (const each of [paths.pihole, paths.agentData, path.dirname(paths.piholeSession)])
    mkdirSync(each, { recursive: true });
  writeFileSync(paths.piholeSession, "");
  const { port, process: child } = await pihole(paths);
  const change = (): void =>
    view().role === "leader" ? void thread.ask({ kind: "refresh" }) : thread.say({ kind: "wake" });
  const watch = new FolderWatch(paths.pihole, change, () => undefined);
  const thread = new SyncThread({
    program,
    start: {
      thread: "sync",
      config: { ...agentConfig, node: name },
      paths,
      keys: { current: key, earlier: undefined, peers: [] },
      ports: { web: port, channel: channel() },
      origin: performance.timeOrigin,
    },
    view,
    onNews: () => undefined,
    restarted: () => undefined,
    runEnded: () => undefined,
    log: (event, fields) => (event === "sync.changed" ? undefined : console.log(name, event, fields)),
  });
  return { thread, port, process: child, watch };
}

/** The most processor time, in ms, that this thread has taken between two turns of a timer of 1 ms: others' load is not in it. */
class Turns {
  longestMs = 0;
  private last = process.threadCpuUsage();
  private readonly timer = setInterval(() => {
    const now = process.threadCpuUsage();
    const ms = (now.user + now.system - this.last.user - this.last.system) / 1000;
    this.longestMs = Math.max(this.longestMs, ms);
    this.last = now;
  }, 1);

  end(): number {
    clearInterval(this.timer);
    return this.longestMs;
  }
}

const until = (what: string, done: () => boolean) => untilSo(what, 300_000, done, 5);

async function main(): Promise<void> {
  const program = path.join(folder, "thread.js");
  const entryPoints = [path.join(__dirname, "sync-thread.ts")];
  buildSync({ entryPoints, outfile: program, bundle: true, platform: "node", logLevel: "silent" });
  const base = { leaderAddress: "127.0.0.1", otherServes: true, refused: {} };
  let port = 0;
  const leader = await node(
    "pi1",
    program,
    () => ({ ...base, role: "leader", leader: undefined }),
    () => 0,
  );
  const routes = channelRoutes({
    node: "pi1",
    leads: () => true,
    report: () => ({}),
    events: () => [],
    sums: () => undefined,
    details: () => ({ node: "pi1", error: "", differences: [], here: [], leader: [] }),
    heardEnded: () => undefined,
    about: (question, gone) => leader.thread.ask(question, gone),
  });
  const server = new ChannelServer(new ChannelKeys(key), routes);
  port = await server.start(0);
  const follower = await node(
    "pi2",
    program,
    () => ({ ...base, role: "follower", leader: "pi1" }),
    () => port,
  );
  for (const { thread, watch } of [leader, follower]) {
    watch.start();
    thread.start();
  }
  leader.thread.follow("");
  follower.thread.follow("pi1");
  await until("equal", () => follower.thread.progress.equalAt !== undefined);

  const idle = monitorEventLoopDelay({ resolution: 1 });
  idle.enable();
  await delay(5_000);
  idle.disable();
  const ms = (ns: number): string => `${(ns / 1e6).toFixed(1)} ms`;
  console.log(`${domains} domains; event loop at rest: longest pause ${ms(idle.max)}`);
  for (let turn = 1; turn <= times; turn++) {
    const before = follower.thread.progress.counts.changes;
    const busy = monitorEventLoopDelay({ resolution: 1 });
    const url = `http://127.0.0.1:${leader.port}/api/domains/deny/exact`;
    await fetch(url, { method: "POST", body: JSON.stringify({ domain: `one-more-${turn}.example` }) });
    const turns = new Turns();
    const used = process.cpuUsage();
    busy.enable();
    const from = performance.now();
    await until("changed", () => follower.thread.progress.counts.changes > before);
    const took = performance.now() - from;
    busy.disable();
    const { user, system } = process.cpuUsage(used);
    const rounds = follower.thread.progress.lastChange?.ms;
    console.log(
      `one domain added: equal after ${Math.round(took)} ms (the follower's round ${rounds} ms); longest pause ` +
        `${ms(busy.max)}, 99.9 % ${ms(busy.percentile(99.9))}, most processor time in a turn ${turns.end().toFixed(1)} ms; both agents took ` +
        `${Math.round((user + system) / 1000)} ms of it`,
    );
    await delay(3_000);
  }
  for (const { thread, watch, process: child } of [leader, follower]) {
    watch.stop();
    await thread.stop();
    child.stdin?.end();
  }
  server.stop();
  console.log(
    `memory of both agents together at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
  );
}

main()
  .finally(() => rmSync(folder, { recursive: true, force: true }))
  .then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
