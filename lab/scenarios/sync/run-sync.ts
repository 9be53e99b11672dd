import type { Cluster } from "../../cluster/cluster";
import { monotonicMs } from "../../clock";
import { label, NotWhole, requireWhole, type Stage, waitWhole, warmUp } from "../../run";
import { jsonLines, keepEvidence } from "../../evidence";
import { ownerTimes } from "../../checks/metrics";
import { poll } from "../../poll";
import { Dice } from "../../dice";
import { leaderOf, onStage } from "../../session";
import { Stream } from "../../load/stream";
import { complaintsOf, latencyByKind, latencyOf, type SyncReport, watched } from "../../checks/sync-result";
import type { Findings, Scenario } from "./sync-scenario";
import { openPihole, type Scene, targets, untilEqual } from "./sync-scene";
import type { State } from "../../load/pihole-state";
import { stateOf, takeAway } from "../../load/take-away";

export interface SyncPlan {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly changes: number;
  /** Queries a second to each address. */
  readonly qps: number;
}

const dnsPort = 53;
const equalDeadlineMs = 60_000;
/** A scenario that takes longer is not watched to its end. */
const longestSeconds = 1_800;

type Mutable = { -readonly [Key in keyof SyncReport]: SyncReport[Key] };

/** Plays one scenario on a cluster that is whole, and leaves it as it was; keeps evidence where it did not go well. */
export async function drillSync(
  cluster: Cluster,
  plan: SyncPlan,
  note: (text: string) => void,
): Promise<SyncReport> {
  const report: Mutable = {
    ...{ scenario: plan.scenario.name, seed: plan.seed, qps: plan.qps, leader: "", follower: "" },
    ...{ streams: [], senderLateMs: 0, latency: null, latencyByKind: {}, figures: {} },
    ...{ complaints: [], stopped: null },
  };
  const files: Record<string, string> = {};
  const stopped = await onStage(cluster, note, (stage) => play(stage, plan, report, files));
  return { ...report, stopped };
}

async function play(
  stage: Stage,
  plan: SyncPlan,
  report: Mutable,
  files: Record<string, string>,
): Promise<void> {
  const { cluster, note, signal } = stage;
  await requireWhole(stage);
  const leader = leaderOf(stage);
  const follower = cluster.nodes.find(({ name }) => name !== leader.name);
  if (!follower) throw new NotWhole("there is no follower");
  Object.assign(report, { leader: leader.name, follower: follower.name });
  const pihole = await openPihole(stage, leader);
  const scene: Scene = {
    ...{ stage, pihole, leader, follower, dice: new Dice(plan.seed), changes: plan.changes },
  };
  try {
    await playIn(scene, plan, report, files);
    const after = await waitWhole(stage);
    report.complaints = [...report.complaints, ...after.map((fault) => `afterwards, ${fault}`)];
  } catch (error) {
    if (!signal.aborted) await keep({ "report.json": text(report), ...files });
    throw error;
  } finally {
    await pihole.stop();
  }
  if (report.complaints.length > 0) await keep({ "report.json": text(report), ...files });

  async function keep(evidence: Record<string, string>) {
    note(`evidence is in ${await keepEvidence(cluster, `sync-${plan.scenario.name}`, evidence)}`);
  }
}

const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function playIn(
  scene: Scene,
  plan: SyncPlan,
  report: Mutable,
  files: Record<string, string>,
): Promise<void> {
  const { stage } = scene;
  const { scenario } = plan;
  // What an earlier drill left that was killed is no one's wish.
  const found = await stateOf(scene);
  await takeAway(scene, found);
  const before = await stateOf(scene);
  const { ms, differences } = await untilEqual(scene, equalDeadlineMs);
  if (ms === null)
    throw new NotWhole(`the Pi-holes differ before the drill: ${differences.slice(0, 5).join("; ")}`);
  try {
    await scenario.prepare?.(scene);
    Object.assign(report, await watch(scene, plan, files));
  } catch (error) {
    // What broke the drill is the news, and must not be replaced by what that broke further.
    await leave(scene, plan, before).catch((further: unknown) => stage.note(String(further)));
    throw error;
  }
  await leave(scene, plan, before);
  const tidied = await untilEqual(scene, equalDeadlineMs);
  if (tidied.ms === null)
    report.complaints = [
      ...report.complaints,
      `what was taken away is not gone from the follower: ${tidied.differences.slice(0, 5).join("; ")}`,
    ];
}

type Watch = Pick<
  SyncReport,
  "streams" | "senderLateMs" | "latency" | "latencyByKind" | "figures" | "complaints"
>;

/** Plays the scenario while clients ask both addresses, and compares both Pi-holes in the end. */
async function watch(scene: Scene, plan: SyncPlan, files: Record<string, string>): Promise<Watch> {
  const { stage, follower, leader, pihole } = scene;
  const { cluster, signal, owners } = stage;
  const addresses = [cluster.vip, follower.pod];
  const stream = new Stream(stage.client, {
    targets: addresses.map((address) => ({ address, port: dnsPort, qps: plan.qps })),
    ...{ run: label(), maxSeconds: longestSeconds },
  });
  try {
    await warmUp(stage, stream);
    const from = monotonicMs();
    stage.note(`${plan.scenario.name}: ${plan.scenario.description}`);
    const findings = await plan.scenario.act({ ...scene, stream });
    const { differences } = await untilEqual(scene, equalDeadlineMs);
    files["changes.jsonl"] = jsonLines(findings.made);
    files["leader.json"] = text(await pihole.do("state", { address: leader.pod }));
    files["follower.json"] = text(await pihole.do("state", { address: follower.pod }));
    // A little longer, so that what the last change has cost is in the streams.
    const ended = monotonicMs();
    await poll(() => (stream.seen().cleanForMs(ended) >= 1_000 ? true : undefined), {
      ...{ deadlineMs: 3_000, signal },
    });
    const { lateness } = await stream.stop();
    const { vipMoves } = ownerTimes(owners.changes, from, monotonicMs());
    const seen = summary(stream, addresses, findings);
    files["queries.jsonl"] = jsonLines(
      stream
        .seen()
        .attempts.flatMap((all, target) => all.map((a) => [target, a.sentAt, a.rttMs ?? null, a.verdict])),
    );
    return {
      ...{ streams: seen, senderLateMs: lateness.maxMs, figures: findings.figures },
      latency: latencyOf(findings.made),
      latencyByKind: latencyByKind(findings.made),
      complaints: complaintsOf(plan.scenario, findings, seen, { vipMoves, differences }),
    };
  } finally {
    await stream.stop().catch((error: unknown) => {
      if (signal.aborted) stage.note(String(error));
    });
  }
}

function summary(stream: Stream, addresses: readonly string[], { followerServesFrom }: Findings) {
  const { attempts } = stream.seen();
  const { vip, follower } = targets;
  return [
    watched("VIP", addresses[vip]!, attempts[vip]!),
    watched("follower", addresses[follower]!, attempts[follower]!, followerServesFrom),
  ];
}

async function leave(scene: Scene, { scenario }: SyncPlan, before: State): Promise<void> {
  scene.stage.note("taking away what the drill has made");
  await scenario.leave?.(scene);
  await takeAway(scene, before);
}
