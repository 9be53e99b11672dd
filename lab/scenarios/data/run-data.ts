import type { LabSettings } from "../../settings";
import { type Cluster, clusterOf } from "../../cluster/cluster";
import type { Stage } from "../../run";
import { jsonLines, keepEvidence } from "../../evidence";
import { onStage } from "../../session";
import { notIn } from "../../checks/data-rules";
import type { DataHistory } from "../../checks/data-history";
import { complaintsOf, type DataReport, dnsSeen } from "../../checks/data-result";
import type { DataSabotage } from "./data-scene";
import type { DataScenario } from "./data-scenario";
import { Watch } from "./data-watch";

export interface DataPlan {
  readonly scenario: DataScenario;
  /** Queries a second. */
  readonly qps: number;
  readonly sabotage?: DataSabotage;
}

type Mutable = { -readonly [Key in keyof DataReport]: DataReport[Key] };

/** Plays one scenario on a cluster that is whole, and leaves it so; keeps evidence where it did not go well. */
export async function drillData(
  settings: LabSettings,
  plan: DataPlan,
  note: (text: string) => void,
): Promise<DataReport> {
  const cluster = clusterOf(settings);
  const report: Mutable = {
    ...{ scenario: plan.scenario.name, qps: plan.qps, acknowledged: 0, dns: null, figures: {} },
    ...{ violations: [], complaints: [], stopped: null },
  };
  const stopped = await onStage(cluster, note, (stage) => play(stage, settings, plan, report));
  return { ...report, stopped };
}

async function play(stage: Stage, settings: LabSettings, plan: DataPlan, report: Mutable): Promise<void> {
  const { scenario } = plan;
  const watch = await Watch.begin(stage, settings, plan.qps, plan.sabotage);
  try {
    stage.note(`${scenario.name}: ${scenario.description}`);
    const findings = await scenario.act(watch.scene).finally(() => scenario.leave?.(watch.scene));
    const { history, violations } = await watch.judge();
    const inDataAlone = history.data ? notIn(history.data.journal, history.acks).length : 0;
    report.acknowledged = history.acks.length;
    report.dns = dnsSeen(watch.scene.stream);
    report.figures = { ...findings.figures, writesInKeptBranchesAlone: inDataAlone };
    report.violations = violations;
    report.complaints = [...findings.complaints, ...complaintsOf(scenario, report.dns, inDataAlone)];
    if (report.violations.length + report.complaints.length > 0)
      await keep(stage, scenario.name, { report, history });
  } catch (error) {
    if (!stage.signal.aborted) await keep(stage, scenario.name, { report });
    throw error;
  } finally {
    await watch.end();
  }
}

/** Keeps what was seen, and says where. */
export async function keep(
  { cluster, note }: { readonly cluster: Cluster; readonly note: (text: string) => void },
  name: string,
  { report, history }: { readonly report: unknown; readonly history?: DataHistory },
): Promise<void> {
  const { acks = [], samples = [], data = null, kept = [], ...rest } = history ?? {};
  const files = {
    "report.json": `${JSON.stringify({ report, ...rest }, null, 2)}\n`,
    "acks.jsonl": jsonLines(acks),
    "samples.jsonl": jsonLines(samples),
    "branches.jsonl": jsonLines([...(data ? [data] : []), ...kept]),
  };
  note(`evidence is in ${await keepEvidence(cluster, `data-${name}`, files)}`);
}
