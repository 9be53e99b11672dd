import { setTimeout as sleep } from "node:timers/promises";
import type { FileNode } from "../../components/load-files";
import type { UpgradeCall } from "./call";
import { errorText } from "../../runtime/contract/error-text";
import { askNodes, isHealthy, statusText, type NodeLine } from "../node/cluster-status";
import { VipWatch, watchText } from "../watch/vip-watch";
import type { WatchSummary } from "../watch/account";
import { watchRate } from "../watch/rate";
import { upNode } from "./node-up";
import type { ProgramOnDisk } from "./program-on-disk";
import { writeRecord, type UpgradeRecord } from "./record";

export interface Roll {
  readonly call: UpgradeCall;
  readonly program: ProgramOnDisk;
  readonly nodes: readonly FileNode[];
  readonly soakMs: number;
  readonly canaryMs: number | undefined;
}

export interface Rolled {
  readonly record: UpgradeRecord;
  /** The queries to the VIP and their answers; undefined with --without-watch. */
  readonly watched: WatchSummary | undefined;
}

/** Stops the upgrade, and the next call goes on with it. Any other error is a fault of this program. */
class Trouble extends Error {}

/** Enough to see an outage of 50 ms, and no load for a Pi. */
const queriesPerSecond = 20;
/** A VIP that is silent for longer than a client's resolver waits. */
const silentMs = 3_000;
/** A node that comes back joins within seconds; a small one starts its containers in a minute. */
const healthyWithinMs = 180_000;
/** Each look is an ssh connection to each node. */
const lookMs = 5_000;

/** Updates the nodes that are left, one after the other. The record is on disk before and after each. */
export async function roll(start: UpgradeRecord, it: Roll): Promise<Rolled> {
  const { call, nodes } = it;
  const { root, note, values, signal } = call;
  let record = start;
  const keep = (change: Partial<UpgradeRecord>): void => {
    record = { ...record, ...change };
    writeRecord(root, record);
  };
  if (record.state === "waiting" && !isOver(record, it)) return { record, watched: undefined };
  const { vip, rateLimit } = nodes[0]!.plan.cluster;
  const watch = values["without-watch"]
    ? undefined
    : new VipWatch(vip, watchRate(queriesPerSecond, rateLimit));
  watch?.start();
  try {
    await watch?.firstAnswers(
      "check it with ha-dns doctor, or give --without-watch if this machine cannot reach it",
    );
    // The nodes go on only if the canary is healthy.
    if (record.state === "waiting") await untilHealthy(it, watch);
    keep({ state: "running", trouble: undefined, until: undefined });
    for (const node of record.order.filter((name) => !record.done.includes(name))) {
      if (signal.aborted) throw new Trouble("interrupted");
      await update(node, it);
      await untilHealthy(it, watch);
      keep({ done: [...record.done, node] });
      note(`${node}: done${watch ? `; at the VIP: ${watchText(watch.seen())}` : ""}`);
      const isLast = record.done.length === record.order.length;
      if (it.canaryMs && record.done.length === 1 && !isLast) {
        keep({ state: "waiting", until: new Date(Date.now() + it.canaryMs).toISOString() });
        break;
      }
      // After the last one the VIP goes back to the node that it belongs to.
      const failbackMs = (nodes[0]!.plan.cluster.failbackDelay + 10) * 1_000;
      await soak(isLast ? Math.min(it.soakMs, failbackMs) : it.soakMs, it, watch);
    }
    if (record.state === "running") keep({ state: "done" });
  } catch (error) {
    if (!(error instanceof Trouble)) {
      await watch?.stop();
      throw error;
    }
    keep({ state: "stopped", trouble: error.message });
  }
  return { record, watched: await watch?.stop() };
}

const isOver = ({ until }: UpgradeRecord, { canaryMs }: Roll): boolean =>
  canaryMs === 0 || until === undefined || Date.now() >= Date.parse(until);

async function update(node: string, { call, program }: Roll): Promise<void> {
  const { note, root } = call;
  note(`${node}: updating …`);
  try {
    await upNode(node, "--yes", { folder: program.folder, root, note });
  } catch (error) {
    throw new Trouble(`the update of ${node} failed: ${errorText(error)}`, { cause: error });
  }
}

/** Waits until one node leads and all are ready. Throws Trouble if they are not in time, or the VIP is silent. */
async function untilHealthy(it: Roll, watch: VipWatch | undefined): Promise<void> {
  const deadline = Date.now() + healthyWithinMs;
  for (;;) {
    checkWatch(it, watch);
    const lines = await askNodes(it.nodes);
    if (isHealthy(lines)) return;
    if (Date.now() > deadline) throw unhealthy(it, lines);
    await pause(it, 2_000);
  }
}

/** Watches the cluster for a while. Only the third unhealthy look in a row counts: ssh may fail by itself. */
async function soak(ms: number, it: Roll, watch: VipWatch | undefined): Promise<void> {
  const until = Date.now() + ms;
  let wrong = 0;
  it.call.note(`watching for ${Math.round(ms / 1_000)} s …`);
  while (Date.now() < until) {
    for (let i = 0; i < lookMs && Date.now() < until; i += 1_000) {
      await pause(it, Math.min(1_000, until - Date.now()));
      checkWatch(it, watch);
    }
    const lines = await askNodes(it.nodes);
    wrong = isHealthy(lines) ? 0 : wrong + 1;
    if (wrong === 3) throw unhealthy(it, lines);
  }
  if (wrong > 0) await untilHealthy(it, watch);
}

async function pause({ call: { signal } }: Roll, ms: number): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw new Trouble("interrupted");
  }
}

function checkWatch({ nodes }: Roll, watch: VipWatch | undefined): void {
  const silent = watch?.silentMs() ?? 0;
  if (silent > silentMs)
    throw new Trouble(`${nodes[0]!.plan.cluster.vip} has not answered for ${Math.round(silent / 1_000)} s`);
}

const unhealthy = ({ nodes }: Roll, lines: readonly NodeLine[]): Trouble =>
  new Trouble(`the cluster is not healthy:\n${statusText(nodes[0]!.plan.cluster.vip, lines).trimEnd()}`);
