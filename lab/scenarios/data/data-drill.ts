import { notIn } from "../../checks/data-rules";
import { dataComplaints, type DataReport, dnsSeen } from "../../checks/data-result";
import { type Cluster, clusterOf } from "../../cluster/cluster";
import { type Drill, runDrill } from "../../run";
import { inSession, type Session } from "../../session";
import type { LabSettings } from "../../settings";
import type { DataScenario } from "./data-scenario";
import type { Findings } from "../scenario";
import type { DataSabotage } from "./data-scene";
import { dataEvidence, DataWatch } from "./data-watch";

export interface DataPlan {
  readonly scenario: DataScenario;
  /** Queries a second. */
  readonly qps: number;
  readonly sabotage?: DataSabotage;
}

type Mutable = { -readonly [Key in keyof DataReport]: DataReport[Key] };

/** Plays one scenario on a healthy cluster, and leaves it healthy. Saves evidence if the scenario fails. */
export async function drillData(
  settings: LabSettings,
  plan: DataPlan,
  note: (text: string) => void,
): Promise<DataReport> {
  const report: Mutable = {
    scenario: plan.scenario.name,
    qps: plan.qps,
    acknowledged: 0,
    dns: null,
    figures: {},
    violations: [],
    complaints: [],
    stopped: null,
  };
  const cluster: Cluster = clusterOf(settings);
  const stopped = await inSession(cluster, note, (session) =>
    runDrill(session, dataDrill(session, settings, plan, report)),
  );
  return { ...report, stopped };
}

function dataDrill(
  session: Session,
  settings: LabSettings,
  { scenario, qps, sabotage }: DataPlan,
  report: Mutable,
): Drill<DataWatch, Findings, void> {
  return {
    name: `data-${scenario.name}`,
    load: () => DataWatch.begin(session, settings, qps, sabotage),
    act: ({ scene }) => {
      session.note(`${scenario.name}: ${scenario.description}`);
      return scenario.act(scene);
    },
    heal: async ({ scene }) => scenario.leave?.(scene),
    settle: (watch) => watch.settle(),
    check: async (watch, findings, { notWhole }) => {
      const { history, violations } = await watch.judge(notWhole);
      const inDataAlone = history.data ? notIn(history.data.journal, history.acks).length : 0;
      const dns = dnsSeen(watch.stream.seen().attempts[0]!);
      Object.assign(report, {
        acknowledged: history.acks.length,
        dns,
        figures: { ...findings.figures, writesInKeptBranchesAlone: inDataAlone },
        violations,
        complaints: [...findings.complaints, ...dataComplaints(scenario, dns, inDataAlone)],
      });
      return {
        report: undefined,
        isGood: report.violations.length + report.complaints.length === 0,
        evidence: dataEvidence(report, history),
      };
    },
    end: (watch) => watch.end(),
    evidenceSoFar: () => dataEvidence(report),
  };
}
