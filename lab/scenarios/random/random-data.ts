import { type Ack } from "../../load/journal-protocol";
import { notIn } from "../../checks/data-rules";
import { dnsSeen, type RandomReport } from "../../checks/data-result";
import { clusterOf } from "../../cluster/cluster";
import { holderOf } from "../../cluster/data-health";
import { Dice } from "../../dice";
import { keepEvidence } from "../../evidence";
import { keptBranches, workingCopy } from "../../load/branches";
import { type Drill, runDrill } from "../../run";
import { inSession, type Session } from "../../session";
import type { LabSettings } from "../../settings";
import { type DataSabotage, statesOf } from "../data/data-scene";
import { dataEvidence, DataWatch } from "../data/data-watch";
import { Actor } from "./data-actor";
import { planSequence } from "./plan-sequence";

export interface RandomPlan {
  readonly sequences: number;
  readonly seed: number;
  readonly qps: number;
  readonly sabotage?: DataSabotage;
}

type Mutable = { -readonly [Key in keyof RandomReport]: RandomReport[Key] };

/** Plays random sequences one after another, up to one that breaks a rule; then looks for every write in every branch. */
export async function drillRandomData(
  settings: LabSettings,
  plan: RandomPlan,
  note: (text: string) => void,
): Promise<RandomReport> {
  const from = Date.now();
  const report: Mutable = {
    seed: plan.seed,
    sequences: 0,
    steps: 0,
    seconds: 0,
    acknowledged: 0,
    keptBranches: 0,
    lost: 0,
    dns: null,
    violations: [],
    stopped: null,
  };
  const stopped = await inSession(clusterOf(settings), note, (session) =>
    runDrill(session, sequencesDrill(session, settings, plan, report)),
  );
  return { ...report, stopped, seconds: Math.round((Date.now() - from) / 1000) };
}

interface SequencesScene {
  readonly stream: DataWatch["stream"];
  readonly watch: DataWatch;
  readonly actor: Actor;
}

/** Each sequence is judged, and its evidence kept, by itself. */
function sequencesDrill(
  session: Session,
  settings: LabSettings,
  plan: RandomPlan,
  report: Mutable,
): Drill<SequencesScene, void, void> {
  const dice = new Dice(plan.seed);
  return {
    name: "data-random",
    load: async () => {
      const watch = await DataWatch.begin(session, settings, plan.qps, plan.sabotage);
      return { watch, actor: new Actor(watch.scene), stream: watch.stream };
    },
    act: async (scene) => {
      while (report.sequences < plan.sequences && report.violations.length === 0)
        await playSequence(session, scene, plan, dice, report);
      report.lost = (await lostInAll(scene.watch, session)).length;
    },
    heal: ({ actor }) => actor.heal(),
    check: ({ stream }) => {
      report.dns = dnsSeen(stream.seen().attempts[0]!);
      return { report: undefined, isGood: true, evidence: {} };
    },
    end: ({ watch }) => watch.end(),
    evidenceSoFar: () => dataEvidence(report),
  };
}

async function playSequence(
  session: Session,
  { watch, actor }: SequencesScene,
  plan: RandomPlan,
  dice: Dice,
  report: Mutable,
): Promise<void> {
  report.sequences++;
  session.note(`sequence ${report.sequences} of ${plan.sequences}`);
  if (report.sequences > 1) watch.next();
  const steps = planSequence(dice, session.cluster.nodes.length);
  for (const step of steps) await actor.take(step);
  await actor.heal();
  const options = { copiedSince: Date.now(), anyHolder: true, push: true };
  const { history, violations } = await watch.judgeWhole(options);
  report.steps += steps.length;
  report.acknowledged += history.acks.length;
  report.keptBranches += history.kept.length;
  report.violations = violations.map((one) => ({ sequence: report.sequences, ...one }));
  if (violations.length > 0) {
    const folder = await keepEvidence(session.cluster, "data-random", dataEvidence(report, history));
    session.note(`evidence is in ${folder}`);
  }
}

/** What of all that was ever acknowledged is in no branch of any node: one branch after the other, each from its first row. */
async function lostInAll({ scene }: DataWatch, { cluster, note }: Session): Promise<readonly Ack[]> {
  note("looking for every acknowledged write in every branch");
  let left: readonly Ack[] = [...scene.collector.seen()];
  const name = holderOf(await statesOf(scene));
  const holder = cluster.nodes.find((node) => node.name === name);
  if (holder) left = notIn((await workingCopy(scene.reading, holder, 1)).journal, left);
  for (const node of cluster.nodes)
    for (const { journal } of await keptBranches(scene.reading, node, 1)) left = notIn(journal, left);
  return left;
}
