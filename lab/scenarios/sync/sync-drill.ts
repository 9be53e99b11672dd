import { ownerTimes } from "../../checks/metrics";
import { syncComplaints, latencyByKind, latencyOf, type SyncReport, watched } from "../../checks/sync-result";
import { monotonicMs } from "../../clock";
import type { Cluster, DrillNode } from "../../cluster/cluster";
import { Dice } from "../../dice";
import { jsonLines, jsonText } from "../../evidence";
import { coolDown, followerOf, NotHealthy } from "../../gate";
import type { PiholeClient } from "../../load/pihole-client";
import type { State } from "../../load/pihole-state";
import { type Stream, streamTo } from "../../load/stream";
import { leaderState, takeAway } from "./take-away";
import { type Drill, runDrill } from "../../run";
import { inSession, leaderOf, type Session } from "../../session";
import type { SyncFindings, SyncScenario } from "./sync-scenario";
import { type LiveScene, openPihole, type Scene, targets, awaitEqual } from "./sync-scene";

export interface SyncPlan {
  readonly scenario: SyncScenario;
  readonly seed: number;
  readonly changes: number;
  /** Queries a second to each address. */
  readonly qps: number;
}

const equalDeadlineMs = 60_000;
/** A scenario that takes longer is not watched to its end. */
const longestSeconds = 1_800;

type Mutable = { -readonly [Key in keyof SyncReport]: SyncReport[Key] };

/** Plays one scenario on a healthy cluster, and restores it. Saves evidence if the scenario fails. */
export async function drillSync(
  cluster: Cluster,
  plan: SyncPlan,
  note: (text: string) => void,
): Promise<SyncReport> {
  const report: Mutable = {
    scenario: plan.scenario.name,
    seed: plan.seed,
    qps: plan.qps,
    leader: "",
    follower: "",
    streams: [],
    senderLateMs: 0,
    latency: null,
    latencyByKind: {},
    figures: {},
    complaints: [],
    stopped: null,
  };
  const stopped = await inSession(cluster, note, (session) =>
    runDrill(session, syncDrill(session, plan, report)),
  );
  return { ...report, stopped };
}

/** A scene with what the leader had before. */
type SyncedScene = LiveScene & { readonly before: State };

/** Fills in report and evidence as the drill goes on, so that they are there if it breaks off. */
function syncDrill(session: Session, plan: SyncPlan, report: Mutable): Drill<SyncedScene, void, void> {
  const { scenario } = plan;
  const files: Record<string, string> = {};
  const evidence = () => ({ "report.json": jsonText(report), ...files });
  return {
    name: `sync-${scenario.name}`,
    load: async () => {
      const leader = leaderOf(session);
      const follower = followerOf(session.cluster, leader);
      Object.assign(report, { leader: leader.name, follower: follower.name });
      const pihole = await openPihole(session, leader);
      const dice = new Dice(plan.seed);
      return prepare({ session, pihole, leader, follower, dice, changes: plan.changes }, plan);
    },
    act: async (scene) => void Object.assign(report, await watch(scene, plan, files)),
    heal: async (scene) => {
      await leave(scene, scenario, scene.before);
      const { ms, differences } = await awaitEqual(scene, equalDeadlineMs);
      if (ms === null)
        report.complaints = [
          ...report.complaints,
          `what was taken away is not gone from the follower: ${differences.slice(0, 5).join("; ")}`,
        ];
    },
    check: (_scene, _seen, { notWhole }) => {
      report.complaints = [...report.complaints, ...notWhole.map((fault) => `afterwards, ${fault}`)];
      return { report: undefined, isGood: report.complaints.length === 0, evidence: evidence() };
    },
    end: ({ pihole }) => pihole.stop(),
    evidenceSoFar: evidence,
  };
}

/** Makes both Pi-holes equal, prepares the scenario and starts the stream. */
async function prepare(scene: Scene, { scenario, qps }: SyncPlan): Promise<SyncedScene> {
  const { session, follower } = scene;
  try {
    // An earlier drill that was killed may have left its changes.
    await takeAway(scene, await leaderState(scene));
    const before = await leaderState(scene);
    const { ms, differences } = await awaitEqual(scene, equalDeadlineMs);
    if (ms === null)
      throw new NotHealthy(`the Pi-holes differ before the drill: ${differences.slice(0, 5).join("; ")}`);
    await scenario.prepare?.(scene).catch(async (error: unknown) => {
      await leave(scene, scenario, before).catch((further: unknown) => session.note(String(further)));
      throw error;
    });
    const addresses = [session.cluster.vip, follower.pod];
    return {
      ...scene,
      before,
      stream: streamTo(session.client, addresses, { qps, maxSeconds: longestSeconds }),
    };
  } catch (error) {
    await scene.pihole.stop();
    throw error;
  }
}

type Watch = Pick<
  SyncReport,
  "streams" | "senderLateMs" | "latency" | "latencyByKind" | "figures" | "complaints"
>;

/** Plays the scenario while clients ask both addresses, and compares both Pi-holes in the end. */
async function watch(
  scene: SyncedScene,
  { scenario }: SyncPlan,
  files: Record<string, string>,
): Promise<Watch> {
  const { session, follower, leader, pihole, stream } = scene;
  const from = monotonicMs();
  session.note(`${scenario.name}: ${scenario.description}`);
  const findings = await scenario.act(scene);
  const { differences } = await awaitEqual(scene, equalDeadlineMs);
  files["changes.jsonl"] = jsonLines(findings.made);
  files["leader.json"] = await stateText(pihole, leader);
  files["follower.json"] = await stateText(pihole, follower);
  await coolDown(session, stream, monotonicMs());
  // Queries that are lost while the changes are undone do not count.
  const { lateness } = await stream.stop();
  const { vipMoves } = ownerTimes(session.owners.changes, from, monotonicMs());
  const seen = summary(stream, [session.cluster.vip, follower.pod], findings);
  files["queries.jsonl"] = jsonLines(
    stream
      .seen()
      .attempts.flatMap((all, target) => all.map((a) => [target, a.sentAt, a.rttMs ?? null, a.verdict])),
  );
  return {
    streams: seen,
    senderLateMs: lateness.maxMs,
    figures: findings.figures,
    latency: latencyOf(findings.made),
    latencyByKind: latencyByKind(findings.made),
    complaints: syncComplaints(scenario, findings, seen, { vipMoves, differences }),
  };
}

const stateText = async (pihole: PiholeClient, { pod }: DrillNode): Promise<string> =>
  jsonText(await pihole.do("state", { address: pod }));

function summary(stream: Stream, addresses: readonly string[], { followerServesFrom }: SyncFindings) {
  const { attempts } = stream.seen();
  const { vip, follower } = targets;
  return [
    watched("VIP", addresses[vip]!, attempts[vip]!),
    watched("follower", addresses[follower]!, attempts[follower]!, followerServesFrom),
  ];
}

async function leave(scene: Scene, scenario: SyncScenario, before: State): Promise<void> {
  scene.session.note("taking away what the drill has made");
  await scenario.leave?.(scene);
  await takeAway(scene, before);
}
