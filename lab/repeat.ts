import type { Cluster } from "./cluster/cluster";
import { drillRun, NotWhole, type Stage } from "./run";
import { keepEvidence, runEvidence } from "./evidence";
import { complaints } from "./checks/expectation";
import type { Fault } from "./faults/fault";
import { type DrillReport, type JudgedRun, runLine, summarize } from "./report";
import { onStage } from "./session";
import { errorText } from "../runtime/contract/error-text";

/** What to break, how often, and at how many queries a second. */
export interface DrillPlan {
  readonly fault: Fault;
  readonly runs: number;
  readonly qps: number;
}

/**
 * Runs a fault `runs` times, and keeps evidence of each run that did not end as it should. Ends early, and says why,
 * where a run cannot begin or breaks off; an interrupt heals what was broken first.
 */
export async function drill(
  cluster: Cluster,
  plan: DrillPlan,
  note: (text: string) => void,
): Promise<DrillReport> {
  const done: JudgedRun[] = [];
  const stopped = await onStage(cluster, note, (stage) => repeat(stage, plan, done));
  return reportOf(plan, done, stopped);
}

/** The same for each of the faults, one after another, up to one that cannot begin because the cluster is not whole. */
export async function drillAll(
  cluster: Cluster,
  faults: readonly Fault[],
  { runs, qps }: Omit<DrillPlan, "fault">,
  note: (text: string) => void,
): Promise<DrillReport[]> {
  const reports: DrillReport[] = [];
  const broken = await onStage(cluster, note, async (stage) => {
    for (const [i, fault] of faults.entries()) {
      note(`${fault.name}, ${i + 1} of ${faults.length}`);
      const done: JudgedRun[] = [];
      const plan = { fault, runs, qps };
      try {
        await repeat(stage, plan, done);
        reports.push(reportOf(plan, done, null));
      } catch (error) {
        reports.push(reportOf(plan, done, errorText(error)));
        if (error instanceof NotWhole || stage.signal.aborted) throw error;
      }
    }
  });
  const rest = faults.slice(reports.length);
  return [...reports, ...rest.map((fault) => reportOf({ fault, runs, qps }, [], broken ?? "not begun"))];
}

const reportOf = ({ fault, qps }: DrillPlan, runs: readonly JudgedRun[], stopped: string | null) => ({
  fault: fault.name,
  qps,
  runs,
  summary: runs.length > 0 ? summarize(runs) : null,
  stopped,
});

async function repeat(stage: Stage, { fault, runs, qps }: DrillPlan, done: JudgedRun[]): Promise<void> {
  const { cluster, note, signal } = stage;
  const keep = async (files: Readonly<Record<string, string>>) =>
    note(`evidence is in ${await keepEvidence(cluster, fault.name, files)}`);
  try {
    for (let i = 0; i < runs; i++) {
      const run = await drillRun(stage, fault, qps);
      const judged = { ...run.result, complaints: complaints(fault.expect, run.result) };
      done.push(judged);
      note(runLine(judged, i));
      if (judged.complaints.length > 0) await keep(runEvidence(run));
    }
  } catch (error) {
    if (!signal.aborted) await keep({});
    throw error;
  }
}
