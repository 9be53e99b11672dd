import path from "node:path";
import { runCommand, UsageError } from "./command-line";
import { Progress } from "./progress";
import { labSettings } from "./settings";
import { allHeld, reportLine } from "./checks/attack-result";
import { drillAttacks } from "./scenarios/attacks/run-attacks";
import { type Cluster, labCluster } from "./cluster/cluster";
import { agreed, describeIntent } from "./confirm";
import { isGoodData, isGoodRandom } from "./checks/data-result";
import { holds } from "./checks/dns-rules";
import { drillRandomData } from "./scenarios/random/random-data";
import { drillData } from "./scenarios/data/data-drill";
import { faults } from "./faults";
import { leadersOf } from "./cluster/leaders";
import { type DrillOptions, drillHelp, parseDrillOptions, safeFaults } from "./drill-options";
import { realCluster } from "./cluster/real-cluster";
import { type DueStep, drillHistory, stepText } from "./scenarios/random/random-faults";
import { shortest } from "./scenarios/random/shortest";
import { planHistory } from "./scenarios/random/plan-history";
import { drill, drillAll } from "./scenarios/repeat-fault";
import {
  allGood,
  dataText,
  drillTable,
  historyText,
  runLine,
  sequencesText,
  summaryText,
  syncText,
} from "./report";
import { sabotaged } from "./faults/sabotage";
import { isGoodSync } from "./checks/sync-result";
import { drillSync } from "./scenarios/sync/sync-drill";

/** What a drill prints, for people and as JSON, and whether all of it passed. */
interface Outcome {
  readonly text: string;
  readonly json: unknown;
  readonly good: boolean;
}

/** The command `drill`: its exit code. Progress goes to stderr, the result alone to stdout. */
export const drillMain = (argv: readonly string[]): Promise<number> =>
  runCommand({ help: drillHelp, parse: parseDrillOptions, perform }, argv);

async function perform(options: DrillOptions): Promise<number> {
  const root = path.join(__dirname, "..");
  const cluster = options.real ? await agreedCluster(root, options) : labCluster(root);
  return cluster ? drillAndPrint(root, cluster, options) : 1;
}

/**
 * The cluster on real hosts, where the person who asked for the drill has seen what it will do and said yes; else
 * undefined. Throws if a node cannot be reached, or its config cannot be.
 */
async function agreedCluster(root: string, options: DrillOptions): Promise<Cluster | undefined> {
  // `npm run drill` comes with the lab's own environment, and says by DRILL_SITE what was there before.
  const { cluster, maxQps } = realCluster(root, process.env.DRILL_SITE ?? process.env.HA_DNS_SITE);
  if (maxQps !== undefined && options.qps > maxQps)
    throw new UsageError(
      `--qps is ${options.qps}, and the config's rateLimit allows one client ${maxQps} queries a second`,
    );
  process.stderr.write(describeIntent(cluster, await leadersOf(cluster), options));
  if (!options.real?.ask || (await agreed())) return cluster;
  process.stderr.write("Nothing was done.\n");
  return undefined;
}

async function drillAndPrint(root: string, cluster: Cluster, options: DrillOptions): Promise<number> {
  const progress = new Progress();
  const note = (text: string) => progress.note(text);
  const work = () => carryOut(root, cluster, options, note);
  if (options.sabotage) note(`sabotage: ${options.sabotage.description}`);
  const { text, json, good } = await (options.sabotage ? sabotaged(cluster, options.sabotage, work) : work());
  process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : `${text}\n`);
  return good ? 0 : 1;
}

async function carryOut(
  root: string,
  cluster: Cluster,
  { what, qps, real }: DrillOptions,
  note: (text: string) => void,
): Promise<Outcome> {
  switch (what.kind) {
    case "fault": {
      const report = await drill(cluster, { fault: what.fault, runs: what.runs, qps }, note);
      const stopped = report.stopped === null ? [] : [report.stopped];
      const text = [...report.runs.map(runLine), summaryText(report), ...stopped].join("\n");
      return { text, json: report, good: allGood([report]) };
    }
    case "all": {
      const reports = await drillAll(cluster, real ? safeFaults : faults, { runs: what.runs, qps }, note);
      return { text: drillTable(reports), json: reports, good: allGood(reports) };
    }
    case "random": {
      const plan = planHistory(what.seed, what.steps, cluster.nodes.length, faults);
      const report = await drillHistory(cluster, plan, { qps }, note);
      const shrunk =
        what.shrink !== undefined && report.violations.length > 0
          ? { shortest: await shortestSteps(cluster, plan, { qps, tries: what.shrink }, note) }
          : {};
      const text = [`seed ${what.seed}: ${historyText(report)}`, ...shortestLines(shrunk.shortest)].join(
        "\n",
      );
      return { text, json: { seed: what.seed, ...report, ...shrunk }, good: holds(report) };
    }
    case "data": {
      if (what.sabotage) note(`sabotage: ${what.sabotage.description}`);
      const report = await drillData(labSettings(root), { ...what, qps }, note);
      return { text: dataText(report), json: report, good: isGoodData(report) };
    }
    case "random data": {
      if (what.sabotage) note(`sabotage: ${what.sabotage.description}`);
      const report = await drillRandomData(labSettings(root), { ...what, qps }, note);
      return { text: sequencesText(report), json: report, good: isGoodRandom(report) };
    }
    case "attack": {
      const reports = await drillAttacks(labSettings(root), what.attacks, qps, note);
      return { text: reports.map(reportLine).join("\n"), json: reports, good: allHeld(reports) };
    }
    case "sync": {
      const { scenario, seed, changes } = what;
      const report = await drillSync(cluster, { scenario, seed, changes, qps }, note);
      return { text: syncText(report), json: report, good: isGoodSync(report) };
    }
  }
}

/** The steps of the shortest part of a history that breaks a rule too. */
async function shortestSteps(
  cluster: Cluster,
  plan: readonly DueStep[],
  { qps, tries }: { readonly qps: number; readonly tries: number },
  note: (text: string) => void,
): Promise<string[]> {
  const breaks = async (part: readonly DueStep[]) => {
    note(`the same with ${part.length} of ${plan.length} steps`);
    return (await drillHistory(cluster, part, { qps }, note)).violations.length > 0;
  };
  return (await shortest(plan, breaks, tries)).map((step) => stepText(cluster, step));
}

const shortestLines = (steps?: readonly string[]): string[] =>
  steps ? ["", "The shortest history that breaks a rule:", ...steps.map((step) => `- ${step}`)] : [];
