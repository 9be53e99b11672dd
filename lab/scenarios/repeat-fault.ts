import { errorText } from "../../runtime/contract/error-text";
import type { Cluster } from "../cluster/cluster";
import type { Fault } from "../faults/fault";
import { NotHealthy } from "../gate";
import { type DrillReport, type JudgedRun, runLine, summarize } from "../report";
import { runDrill } from "../run";
import { inSession, type Session } from "../session";
import { faultDrill } from "./fault-drill";

/** What to break, how often, and at how many queries a second. */
export interface DrillPlan {
  readonly fault: Fault;
  readonly runs: number;
  readonly qps: number;
}

/**
 * Runs a fault `runs` times, and saves evidence of each run that failed. Ends early, and says why,
 * where a run cannot begin or breaks off; an interrupt heals what was broken first.
 */
export async function drill(
  cluster: Cluster,
  plan: DrillPlan,
  note: (text: string) => void,
): Promise<DrillReport> {
  const done: JudgedRun[] = [];
  const stopped = await inSession(cluster, note, (session) => repeat(session, plan, done));
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
  const broken = await inSession(cluster, note, async (session) => {
    for (const [i, fault] of faults.entries()) {
      note(`${fault.name}, ${i + 1} of ${faults.length}`);
      const done: JudgedRun[] = [];
      const plan = { fault, runs, qps };
      try {
        await repeat(session, plan, done);
        reports.push(reportOf(plan, done, null));
      } catch (error) {
        reports.push(reportOf(plan, done, errorText(error)));
        if (error instanceof NotHealthy || session.signal.aborted) throw error;
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

async function repeat(session: Session, { fault, runs, qps }: DrillPlan, done: JudgedRun[]): Promise<void> {
  for (let i = 0; i < runs; i++) {
    const judged = await runDrill(session, faultDrill(session, fault, { qps }));
    done.push(judged);
    session.note(runLine(judged, i));
  }
}
