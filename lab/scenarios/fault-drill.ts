import { setTimeout as delay } from "node:timers/promises";
import { faultComplaints } from "../checks/expectation";
import { type History, judgeFault, type RunResult } from "../checks/fault-result";
import { monotonicMs } from "../clock";
import type { Cluster, DrillNode } from "../cluster/cluster";
import { jsonLines, jsonText } from "../evidence";
import type { Fault, FaultContext } from "../faults/fault";
import { healthyWithinMs, NotHealthy } from "../gate";
import { type Stream, streamTo } from "../load/stream";
import { poll } from "../poll";
import type { JudgedRun } from "../report";
import type { Drill, Ending } from "../run";
import type { Session } from "../session";

/** How long DNS must have been answered without a gap before the cluster has got over a fault. */
const defaultCalmMs = 2_500;
const watchDeadlineMs = 30_000;

export interface FaultScene {
  readonly stream: Stream;
  readonly context: FaultContext;
  readonly leader: string;
}

/** Who has the VIP after the fault; null for nobody. */
export type LeaderAfter = string | null;

/** One fault while the client asks `qps` queries a second. `expected: false`: nothing is said against its cost. */
export function faultDrill(
  session: Session,
  fault: Fault,
  { qps, expected = true }: { readonly qps: number; readonly expected?: boolean },
): Drill<FaultScene, LeaderAfter, JudgedRun> {
  const { cluster, client, note, owners } = session;
  let isStruck = false;
  return {
    name: fault.name,
    load: async () => {
      const leader = owners.current()[0]!;
      const context = { cluster, node: nodeFor(cluster, fault, leader) };
      const addresses = cluster.vip6 === undefined ? [cluster.vip] : [cluster.vip, cluster.vip6];
      const maxSeconds = 600 + (fault.holdMs ?? 0) / 1_000;
      return { stream: streamTo(client, addresses, { qps, maxSeconds }), context, leader };
    },
    act: (scene) => {
      isStruck = true;
      return weather(session, fault, scene);
    },
    heal: async ({ context, stream }) => {
      if (!isStruck) return;
      if (fault.heal) note(`healing ${context.node.name}; ${stream.seen().countsText()}`);
      await fault.heal?.(context);
    },
    giveBack: async ({ context }) => (isStruck ? fault.giveBack?.(context) : undefined),
    settle: ({ stream }, restored) => uncachedAnswered(session, fault, stream, restored),
    check: (scene, leaderAfter, ending) => {
      const history = historyOf(session, fault, scene, leaderAfter, ending);
      const result = judgeFault(history);
      const report = { ...result, complaints: expected ? faultComplaints(fault.expect, result) : [] };
      return { report, isGood: report.complaints.length === 0, evidence: faultEvidence(history, result) };
    },
  };
}

/** What is kept of a run, by file name. */
export function faultEvidence(
  { attempts, ownership, ...rest }: History,
  result: RunResult,
): Readonly<Record<string, string>> {
  return {
    "run.json": jsonText({ result, ...rest }),
    "queries.jsonl": jsonLines(attempts.map((a) => [a.sentAt, a.rttMs ?? null, a.verdict])),
    "owners.jsonl": jsonLines(ownership),
  };
}

export function historyOf(
  { cluster, owners }: Session,
  fault: Fault,
  { stream, leader }: FaultScene,
  leaderAfter: LeaderAfter,
  { moments, notWhole, stream: { lateness } }: Ending,
): History {
  const { attempts, retried, wrongReasons } = stream.seen();
  return {
    moments,
    leaderAfter,
    notWhole,
    attempts: attempts[0]!,
    ...(cluster.vip6 === undefined ? {} : { attempts6: attempts[1]! }),
    retried,
    ...(fault.expect.mayCost ? { mayCost: fault.expect.mayCost } : {}),
    ownership: [...owners.changes],
    leaderBefore: leader,
    healsItself: fault.heal === undefined,
    wrongReasons,
    lateness,
  };
}

/** Makes the fault and waits until the cluster has got over it. Gives who has the VIP then, null for nobody. */
async function weather(
  { owners, signal, note }: Session,
  fault: Fault,
  { context, stream, leader }: FaultScene,
): Promise<LeaderAfter> {
  note(`${fault.name} at ${context.node.name}`);
  await fault.inject(context);
  const inForce = monotonicMs();
  const over = () =>
    weathered(fault, owners.current(), leader, stream.seen().cleanForMs(inForce, fault.expect.mayCost));
  await delay(fault.holdMs ?? 0, undefined, { signal });
  await poll(() => (over() ? true : undefined), { deadlineMs: watchDeadlineMs, signal });
  // If the VIP splits, the old leader keeps it, and others have it too.
  return fault.expect.vip === "splits" && owners.current().includes(leader)
    ? leader
    : (owners.current().at(-1) ?? null);
}

function weathered({ calmMs, expect }: Fault, owners: readonly string[], leader: string, cleanMs: number) {
  if (cleanMs < (calmMs ?? defaultCalmMs)) return false;
  if (expect.vip === "splits") return true;
  return owners.length === 1 && (expect.vip !== "moves" || owners[0] !== leader);
}

/**
 * After a fault that may cost the names that no cache has, the cluster is healthy if these are answered again: for a
 * while resolvers still take the servers that did not answer for dead.
 */
async function uncachedAnswered(
  { signal }: Session,
  { expect }: Fault,
  stream: Stream,
  restored: number,
): Promise<readonly string[]> {
  if (!expect.mayCost) return [];
  const clean = () => (stream.seen().cleanForMs(restored) >= 1_000 ? true : undefined);
  const answered = await poll(clean, { deadlineMs: healthyWithinMs, everyMs: 100, signal });
  return answered ? [] : ["names that no cache has are not answered for a second on end"];
}

function nodeFor(cluster: Cluster, fault: Fault, leader: string): DrillNode {
  const node = cluster.nodes.find(({ name }) => (name === leader) === (fault.at !== "follower"));
  if (!node) throw new NotHealthy(`there is no ${fault.at} to strike`);
  return node;
}
