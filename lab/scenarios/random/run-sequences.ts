import type { LabSettings } from "../../settings";
import { clusterOf } from "../../cluster/cluster";
import type { Stage } from "../../run";
import { Dice } from "../../dice";
import { onStage } from "../../session";
import { keptBranches, workingCopy } from "../../load/branches";
import { notIn, type Violation } from "../../checks/data-rules";
import { holderOf } from "../../cluster/data-health";
import type { Ack } from "../../load/journal-protocol";
import { type DnsSeen, dnsSeen } from "../../checks/data-result";
import { keep } from "../data/run-data";
import type { DataSabotage } from "../data/data-scene";
import { statesOf } from "../data/data-scene";
import { Watch } from "../data/data-watch";
import { Actor } from "./data-actor";
import { planSequence } from "./plan-sequence";

export interface RandomPlan {
  readonly sequences: number;
  readonly seed: number;
  readonly qps: number;
  readonly sabotage?: DataSabotage;
}

/** What many random sequences came to. */
export interface RandomReport {
  readonly seed: number;
  readonly sequences: number;
  readonly steps: number;
  readonly seconds: number;
  readonly acknowledged: number;
  readonly keptBranches: number;
  /** Acknowledged writes that are in no branch at all at the end of everything. */
  readonly lost: number;
  readonly dns: DnsSeen | null;
  /** With the sequence, from 1, in which each was seen; the last one is followed by a look at everything. */
  readonly violations: readonly (Violation & { readonly sequence: number })[];
  readonly stopped: string | null;
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
    ...{ seed: plan.seed, sequences: 0, steps: 0, seconds: 0, acknowledged: 0, keptBranches: 0, lost: 0 },
    ...{ dns: null, violations: [], stopped: null },
  };
  const stopped = await onStage(clusterOf(settings), note, (stage) => play(stage, settings, plan, report));
  return { ...report, stopped, seconds: Math.round((Date.now() - from) / 1000) };
}

async function play(stage: Stage, settings: LabSettings, plan: RandomPlan, report: Mutable): Promise<void> {
  const dice = new Dice(plan.seed);
  const watch = await Watch.begin(stage, settings, plan.qps, plan.sabotage);
  const actor = new Actor(watch.scene);
  try {
    while (report.sequences < plan.sequences && report.violations.length === 0) {
      report.sequences++;
      stage.note(`sequence ${report.sequences} of ${plan.sequences}`);
      if (report.sequences > 1) watch.next();
      const steps = planSequence(dice, stage.cluster.nodes.length);
      for (const step of steps) await actor.take(step);
      await actor.heal();
      const { history, violations } = await watch.judge({
        ...{ copiedSince: Date.now(), anyHolder: true, push: true },
      });
      report.steps += steps.length;
      report.acknowledged += history.acks.length;
      report.keptBranches += history.kept.length;
      report.violations = violations.map((one) => ({ sequence: report.sequences, ...one }));
      if (violations.length > 0) await keep(stage, "random", { report, history });
    }
    report.lost = (await lostInAll(watch, stage)).length;
    report.dns = dnsSeen(watch.scene.stream);
  } finally {
    await actor.heal().catch((error: unknown) => stage.note(String(error)));
    await watch.end();
  }
}

/** What of all that was ever acknowledged is in no branch of any node: one branch after the other, each from its first row. */
async function lostInAll({ scene }: Watch, { cluster, note }: Stage): Promise<readonly Ack[]> {
  note("looking for every acknowledged write in every branch");
  let left: readonly Ack[] = [...scene.collector.seen()];
  const name = holderOf(await statesOf(scene));
  const holder = cluster.nodes.find((node) => node.name === name);
  if (holder) left = notIn((await workingCopy(scene.reading, holder, 1)).journal, left);
  for (const node of cluster.nodes)
    for (const { journal } of await keptBranches(scene.reading, node, 1)) left = notIn(journal, left);
  return left;
}

export const isGoodRandom = ({ stopped, violations, lost, sequences, acknowledged }: RandomReport): boolean =>
  stopped === null && violations.length === 0 && lost === 0 && sequences > 0 && acknowledged > 0;

export function randomText(report: RandomReport): string {
  const { seed, sequences, steps, seconds, acknowledged, keptBranches: kept, lost, dns, stopped } = report;
  const broken = report.violations.map(
    ({ sequence, rule, atMs, step, said }) =>
      `broken in sequence ${sequence} at ${(atMs / 1000).toFixed(1)} s, step ${step}: ${rule}: ${said}`,
  );
  const sum =
    `seed ${seed}: ${sequences} sequences, ${steps} steps in ${seconds} s: ${acknowledged} writes acknowledged, ` +
    `${lost} of them nowhere, ${kept} branches kept, ${dns ? `${dns.lost} of ${dns.sent} queries lost` : "no query seen"}`;
  const verdict = isGoodRandom(report)
    ? "every rule held"
    : stopped !== null
      ? `stopped: ${stopped}`
      : "NOT AS IT SHOULD";
  return [...broken, `${sum}; ${verdict}.`].join("\n");
}
