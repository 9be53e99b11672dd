import path from "node:path";
import { Progress } from "../progress";
import { installClient } from "./client";
import { type Cluster, labCluster } from "./cluster";
import { drillRun, type Run, type Stage } from "./drill";
import type { Fault } from "./faults/fault";
import { keepEvidence } from "./evidence";
import { complaints } from "./expectation";
import { type DrillOptions, help, parseOptions, UsageError } from "./options";
import { Owners } from "./owners";
import { type DrillReport, type JudgedRun, runLine, summarize, summaryText } from "./report";
import { requireLab } from "./require-lab";

/** The command `drill`: its exit code. Progress goes to stderr, the result alone to stdout. */
export async function drillMain(argv: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (options === "help") {
      process.stdout.write(help());
      return 0;
    }
    return await drillAndPrint(labCluster(path.join(__dirname, "..", "..")), options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function drillAndPrint(cluster: Cluster, options: DrillOptions): Promise<number> {
  const progress = new Progress();
  const report = await drill(cluster, options, (text) => progress.note(text));
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else process.stdout.write(`${[...report.runs.map(runLine), summaryText(report)].join("\n")}\n`);
  if (report.stopped !== null) process.stderr.write(`${report.stopped}\n`);
  return report.stopped === null && report.summary?.failed === 0 ? 0 : 1;
}

/**
 * Runs a fault `options.runs` times, and keeps evidence of each run that did not end as it should. Ends early, and
 * says why, where a run cannot begin or breaks off; an interrupt heals what was broken first.
 */
export async function drill(
  cluster: Cluster,
  { fault, runs, qps }: DrillOptions,
  note: (text: string) => void,
): Promise<DrillReport> {
  const abort = new AbortController();
  const interrupt = () => abort.abort(new Error("interrupted"));
  // Once: who asks twice wants it to end at once, healed or not.
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const owners = new Owners(cluster);
  const done: JudgedRun[] = [];
  let stopped: string | null = null;
  try {
    await requireLab(cluster);
    const client = await installClient(cluster.client);
    await owners.start();
    const stage: Stage = { cluster, client, owners, note, signal: abort.signal };
    await repeat(stage, fault, runs, qps, done);
  } catch (error) {
    const why: unknown = abort.signal.aborted ? abort.signal.reason : error;
    stopped = why instanceof Error ? why.message : String(why);
  } finally {
    await owners.stop();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
  return { fault: fault.name, qps, runs: done, summary: done.length > 0 ? summarize(done) : null, stopped };
}

async function repeat(
  stage: Stage,
  fault: Fault,
  runs: number,
  qps: number,
  done: JudgedRun[],
): Promise<void> {
  const { cluster, note, signal } = stage;
  const keep = async (run?: Run) => note(`evidence is in ${await keepEvidence(cluster, fault.name, run)}`);
  try {
    for (let i = 0; i < runs; i++) {
      const run = await drillRun(stage, fault, qps);
      const judged = { ...run.result, complaints: complaints(fault.expect, run.result) };
      done.push(judged);
      note(runLine(judged, i));
      if (judged.complaints.length > 0) await keep(run);
    }
  } catch (error) {
    if (!signal.aborted) await keep();
    throw error;
  }
}
