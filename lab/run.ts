import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "./clock";
import type { ClientPrograms } from "./load/programs";
import type { Cluster, DrillNode } from "./cluster/cluster";
import type { Fault, FaultContext } from "./faults/fault";
import { faultsOf, look, type Sight } from "./cluster/health";
import type { Owners } from "./cluster/vip-watch";
import { poll } from "./poll";
import { type History, judge, type Moments, type RunResult } from "./checks/fault-result";
import { Stream } from "./load/stream";

/** What the runs of a drill share. */
export interface Stage {
  readonly cluster: Cluster;
  readonly client: ClientPrograms;
  readonly owners: Owners;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
  /** What is not as it should be in a whole cluster; `faultsOf` of health.ts where nothing is said. */
  readonly faultsOf?: (cluster: Cluster, sight: Sight) => readonly string[];
}

export interface Run {
  readonly result: RunResult;
  readonly history: History;
}

const warmMs = 2_000;
const warmDeadlineMs = 20_000;
/** How long DNS must have been answered without a gap before a fault counts as weathered. */
const defaultCalmMs = 2_500;
const watchDeadlineMs = 30_000;
/** How long the cluster has to become whole, before a run and after it. */
export const wholeDeadlineMs = 60_000;
const dnsPort = 53;

/** The cluster is not in the state in which a drill may begin. */
export class NotWhole extends Error {}

/** One fault, from a whole cluster to a whole cluster, while the client asks `qps` queries a second. */
export async function drillRun(stage: Stage, fault: Fault, qps: number): Promise<Run> {
  const { cluster, owners, signal } = stage;
  await requireWhole(stage);
  const [leader] = owners.current();
  const node = strikeAt(cluster, fault, leader!);
  const stream = streamTo(stage, qps, 600 + (fault.holdMs ?? 0) / 1_000);
  try {
    const moments = await strike(stage, fault, { cluster, node }, stream, leader!);
    const end = await stream.stop();
    const history: History = {
      ...moments,
      attempts: stream.seen().attempts[0]!,
      ...(cluster.vip6 === undefined ? {} : { attempts6: stream.seen().attempts[1]! }),
      retried: stream.seen().retried,
      ...(fault.expect.mayCost ? { mayCost: fault.expect.mayCost } : {}),
      ownership: [...owners.changes],
      leaderBefore: leader!,
      healsItself: fault.heal === undefined,
      wrongReasons: stream.seen().wrongReasons,
      lateness: end.lateness,
    };
    return { history, result: judge(history) };
  } finally {
    await stream.stop().catch((error: unknown) => {
      // What broke the run is the news, and is on its way; only a stopped drill has no other word for this.
      if (signal.aborted) stage.note(String(error));
    });
  }
}

/** A stream of queries to the VIP, and as many to the one of IPv6 if there is one, that ends by itself after `maxSeconds`. */
export function streamTo({ client, cluster }: Stage, qps: number, maxSeconds: number): Stream {
  const addresses = cluster.vip6 === undefined ? [cluster.vip] : [cluster.vip, cluster.vip6];
  const targets = addresses.map((address) => ({ address, port: dnsPort, qps }));
  return new Stream(client, { targets, run: label(), maxSeconds });
}

/** Waits until the stream has been answered without a gap. Throws NotWhole where it is not. */
export async function warmUp({ signal }: Stage, stream: Stream): Promise<void> {
  const from = monotonicMs();
  const warm = () => (stream.seen().cleanForMs(from) >= warmMs ? true : undefined);
  if (!(await poll(warm, { deadlineMs: warmDeadlineMs, signal })))
    throw new NotWhole(`no ${warmMs / 1000} s without a lost query before the fault: ${counts(stream)}`);
}

type Struck = Pick<History, "leaderAfter" | "notWhole"> & { readonly moments: Moments };

async function strike(
  stage: Stage,
  fault: Fault,
  context: FaultContext,
  stream: Stream,
  leader: string,
): Promise<Struck> {
  const { signal, note } = stage;
  const started = monotonicMs();
  await warmUp(stage, stream);
  const injected = monotonicMs();
  note(`${fault.name} at ${context.node.name}`);
  const leaderAfter = await weather(stage, fault, context, stream, leader).catch(async (error: unknown) => {
    // Whatever broke the drill, also an interrupt: it must not leave a broken node behind.
    await fault.heal?.(context);
    await fault.giveBack?.(context);
    throw error;
  });
  const healed = monotonicMs();
  if (fault.heal) note(`healing ${context.node.name}; ${counts(stream)}`);
  await fault.heal?.(context);
  const restored = monotonicMs();
  const sick = await waitWhole(stage).finally(() => fault.giveBack?.(context));
  const notWhole = sick.length > 0 ? sick : await uncachedSick(stage, fault, stream, restored);
  const whole = notWhole.length === 0 ? monotonicMs() : null;
  // A little longer, so that what the return has cost is in the stream.
  await poll(() => (stream.seen().cleanForMs(whole ?? 0) >= 1_000 ? true : undefined), {
    deadlineMs: 3_000,
    signal,
  });
  return {
    moments: { started, injected, healed, restored, ended: monotonicMs(), whole },
    leaderAfter,
    notWhole,
  };
}

/**
 * After a fault that may cost the names that no cache has, the cluster is whole when these are answered again: for a
 * while resolvers still take the servers that did not answer for dead.
 */
async function uncachedSick(
  { signal }: Stage,
  { expect }: Fault,
  stream: Stream,
  from: number,
): Promise<readonly string[]> {
  if (!expect.mayCost) return [];
  const clean = () => (stream.seen().cleanForMs(from) >= 1_000 ? true : undefined);
  const answered = await poll(clean, { deadlineMs: wholeDeadlineMs, everyMs: 100, signal });
  return answered ? [] : ["names that no cache has are not answered for a second on end"];
}

/** Makes the fault and waits until the cluster has got over it; gives who has the VIP then, null for nobody. */
async function weather(
  { owners, signal }: Stage,
  fault: Fault,
  context: FaultContext,
  stream: Stream,
  leader: string,
): Promise<string | null> {
  await fault.inject(context);
  const inForce = monotonicMs();
  const over = () =>
    weathered(fault, owners.current(), leader, stream.seen().cleanForMs(inForce, fault.expect.mayCost));
  await delay(fault.holdMs ?? 0, undefined, { signal });
  await poll(() => (over() ? true : undefined), { deadlineMs: watchDeadlineMs, signal });
  // Where the VIP splits, the old leader keeps it, and others have it too.
  return fault.expect.vip === "splits" && owners.current().includes(leader)
    ? leader
    : (owners.current().at(-1) ?? null);
}

function weathered({ calmMs, expect }: Fault, owners: readonly string[], leader: string, cleanMs: number) {
  if (cleanMs < (calmMs ?? defaultCalmMs)) return false;
  if (expect.vip === "splits") return true;
  return owners.length === 1 && (expect.vip !== "moves" || owners[0] !== leader);
}

/** Waits until the cluster is whole; gives what is still not so at the deadline, or nothing. */
export async function waitWhole(stage: Stage): Promise<readonly string[]> {
  const { cluster, client, owners, signal } = stage;
  let last: readonly string[] = ["it was not seen at all"];
  await poll(
    async () => {
      last = (stage.faultsOf ?? faultsOf)(
        cluster,
        await look(cluster, client, () => owners.current(), label()),
      );
      return last.length === 0 ? true : undefined;
    },
    { deadlineMs: wholeDeadlineMs, everyMs: 500, signal },
  );
  return last;
}

/** Throws NotWhole where the cluster is not whole in time, and so nothing may be done to it. */
export async function requireWhole(stage: Stage): Promise<void> {
  const faults = await waitWhole(stage);
  if (faults.length > 0)
    throw new NotWhole(`the cluster is not whole before the drill: ${faults.join("; ")}`);
}

function strikeAt(cluster: Cluster, fault: Fault, leader: string): DrillNode {
  const node = cluster.nodes.find(({ name }) => (name === leader) === (fault.at !== "follower"));
  if (!node) throw new NotWhole(`there is no ${fault.at} to strike`);
  return node;
}

function counts(stream: Stream): string {
  const { sent, answered, lost, wrong } = stream.seen().counts();
  return `${sent} sent, ${answered} answered, ${lost} lost, ${wrong} wrong`;
}

let labels = 0;
/** A label that no other run of the drill has. */
export const label = () => `d${Date.now().toString(36)}${(labels++).toString(36)}`;
