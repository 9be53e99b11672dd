import { writeFile } from "node:fs/promises";
import path from "node:path";
import { labCluster } from "./cluster/cluster";
import { drill } from "./scenarios/repeat-fault";
import { awaitData } from "./cluster/await-data";
import { faults } from "./faults";
import type { DrillReport } from "./report";
import { deployAll, type Deployment } from "./deploy/deploy";
import { programImages, type ProgramImages } from "./deploy/program-images";
import { ensureStack, tidyStackFiles } from "./deploy/pulumi";
import { retire } from "./deploy/retire";
import { writeSite } from "./deploy/site";
import type { Progress } from "./progress";
import { committedSubnet, labSettings, type LabSettings } from "./settings";
import { chooseSubnet } from "./cluster/subnet";
import { files, onHostRun } from "../runtime/contract/files";
import { inMachine } from "./cluster/machine";
import { up, type World } from "./cluster/up";

export interface Lab {
  readonly settings: LabSettings;
  readonly world: World;
  readonly images: ProgramImages;
}

/**
 * The lab's machines and the images for them, up; nothing is deployed yet. `nodes` is their number, where it does not
 * go by LAB_NODES or by an earlier run. Machines of nodes that are gone from the config go.
 */
export async function raiseLab(root: string, progress: Progress, nodes?: number): Promise<Lab> {
  const committed = committedSubnet(root);
  const { subnet, why } = await chooseSubnet(committed, path.join(root, ".lab"));
  if (why) progress.note(`the lab takes ${subnet} and not ${committed}: ${why}`);
  const settings = labSettings(root, { subnet, nodes });
  const world = await up(settings, { progress });
  const images = await programImages(settings, world.bases, progress);
  await writeSite(settings, images);
  // A stack file would be an edit of the checkout: stacks of further nodes are made without.
  await tidyStackFiles(settings);
  for (const { name } of settings.nodes.filter(({ listed }) => !listed)) await ensureStack(settings, name);
  await retire(settings, progress);
  return { settings, world, images };
}

export interface StartReport {
  readonly seconds: number;
  readonly vip: string;
  readonly pihole: string;
  readonly deployments: readonly Deployment[];
  readonly drills: readonly DrillReport[];
  /** Nodes whose keepalived has no real-time priority: the VIP can move for nothing while this machine is busy. */
  readonly withoutRealTime: readonly string[];
  /** What is wrong with the data after the drills; empty if nothing is, null if the lab has none. */
  readonly dataFaults: readonly string[] | null;
}

/** The faults that `npm start` shows: one in which nothing may be lost, and the worst. */
const shown = ["planned", "power-off"] as const;
const queriesPerSecond = 500;

/** Lab, both stacks, a drill of each shown fault, a look at the data if there is any, and the report of it. */
export async function start(root: string, progress: Progress): Promise<StartReport> {
  const from = Date.now();
  const { settings, images, world } = await raiseLab(root, progress);
  const deployments = await deployAll(settings, world.fresh, progress);
  const withoutRealTime = await nodesWithoutRealTime(settings);
  const drills: DrillReport[] = [];
  for (const name of shown) {
    const fault = faults.find((candidate) => candidate.name === name);
    if (!fault) throw new Error(`there is no fault ${name}`);
    const note = (text: string) => progress.note(`  ${text}`);
    const work = () => drill(labCluster(root), { fault, runs: 1, qps: queriesPerSecond }, note);
    drills.push(await progress.step(`drill ${name}`, work));
  }
  const noteData = (text: string) => progress.note(`  ${text}`);
  const dataFaults = settings.data
    ? await progress.step("look at the data", () => awaitData(labCluster(root), noteData))
    : null;
  const report: StartReport = {
    seconds: Math.round((Date.now() - from) / 1000),
    vip: settings.vip,
    pihole: `${images.pihole} (${images.piholeSource})`,
    deployments,
    drills,
    withoutRealTime,
    dataFaults,
  };
  await writeFile(path.join(settings.folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** By what keepalived's start has found out on each node. */
async function nodesWithoutRealTime({ nodes }: LabSettings): Promise<string[]> {
  const words = await Promise.all(
    nodes.map(async (node) =>
      (await inMachine(node, ["cat", onHostRun(files.vrrpScheduling)])).stdout.trim(),
    ),
  );
  return nodes.filter((_, i) => words[i] !== "real-time").map(({ name }) => name);
}

/** Whether all that was shown ended as it should, and left DNS and the data as they should be. */
export const isGood = ({ drills, dataFaults }: StartReport): boolean =>
  drills.every((drilled) => drilled.stopped === null && drilled.summary?.failed === 0) &&
  (dataFaults ?? []).length === 0;
