import { readFileSync } from "node:fs";
import path from "node:path";
import type { LabData } from "../settings";
import { must } from "../shell";
import type { DrillNode } from "../cluster/cluster";
import { inNode } from "../cluster/node";
import { enter } from "../cluster/reach";
import { ownDataset, sample } from "../cluster/data-host";
import type { Branch, Sample } from "../checks/data-history";
import type { Dump } from "./journal-protocol";

/** Where journals are read: a pool's layout, and the image that knows how. */
export interface Reading {
  readonly data: LabData;
  readonly image: string;
}

const timeoutMs = 120_000;
const folder = `/var/tmp/${ownDataset}`;

/** The journal that services write to on this node now, from row `from` on. */
export async function workingCopy(reading: Reading, node: DrillNode, from: number): Promise<Branch> {
  const { journal, notes } = reading.data;
  const [at, marks] = [await mountpoint(node, journal), await mountpoint(node, notes)];
  return { node: node.name, dataset: journal, journal: await dump(reading, node, at, marks, from) };
}

/**
 * The journals in a node's datasets that are none of the declared ones: each in its newest snapshot. Those of `known`
 * (node and dataset) are passed over.
 */
export async function keptBranches(
  reading: Reading,
  node: DrillNode,
  from: number,
  known: ReadonlySet<string> = new Set(),
): Promise<Branch[]> {
  const seen = await sample(node, reading.data.pool);
  if (!seen) throw new Error(`${node.name}: its pool does not say what it holds`);
  const found: Branch[] = [];
  for (const { dataset, snapshots } of keptJournals(seen, reading.data)) {
    if (known.has(`${node.name} ${dataset}`)) continue;
    const journal = await readSnapshots(reading, node, snapshots, from);
    found.push({ node: node.name, dataset, journal });
  }
  return found;
}

/** Each journal beside the declared one, with its newest snapshot and that of the same name of its marks' dataset. */
export function keptJournals(
  { datasets }: Sample,
  { root, journal, notes }: LabData,
): { readonly dataset: string; readonly snapshots: readonly [string, string | undefined] }[] {
  const [own, other] = [path.posix.basename(journal), path.posix.basename(notes)];
  return datasets
    .filter(({ name }) => path.posix.basename(name) === own && !name.startsWith(`${root}/`))
    .flatMap(({ name, snapshots }) => {
      const newest = snapshots.at(-1);
      if (!newest) return [];
      const marks = datasets.find((one) => one.name === path.posix.join(path.posix.dirname(name), other));
      const beside = marks?.snapshots.find((one) => one.name === newest.name);
      return [
        {
          dataset: name,
          snapshots: [`${name}@${newest.name}`, beside && `${marks!.name}@${beside.name}`] as const,
        },
      ];
    });
}

async function readSnapshots(
  reading: Reading,
  node: DrillNode,
  [journal, notes]: readonly [string, string | undefined],
  from: number,
): Promise<Dump> {
  await inNode(node, "rm", "-rf", folder);
  try {
    await inNode(node, "mkdir", "-p", `${folder}/journal`, `${folder}/notes`);
    await copy(node, journal, `${folder}/journal`);
    if (notes) await copy(node, notes, `${folder}/notes`);
    return await dump(reading, node, `${folder}/journal`, `${folder}/notes`, from);
  } finally {
    await inNode(node, "rm", "-rf", folder);
  }
}

async function copy(node: DrillNode, snapshot: string, to: string): Promise<void> {
  const script = readFileSync(path.join(__dirname, "copy-branch.sh"), "utf8");
  const [program, ...args] = enter(node, ["sh", "-s", snapshot, to]);
  await must(program, args, { timeoutMs, stdin: script });
}

/** By the service's own image: real SQLite, which undoes what a power cut has left half written. */
async function dump(
  { image }: Reading,
  node: DrillNode,
  journal: string,
  notes: string,
  from: number,
): Promise<Dump> {
  const mounts = ["--volume", `${journal}:/journal`, "--volume", `${notes}:/notes:ro`];
  const [program, ...args] = enter(node, [
    "docker",
    "run",
    "--rm",
    "--network",
    "none",
    ...mounts,
    image,
    "dump",
    String(from),
  ]);
  return JSON.parse(await must(program, args, { timeoutMs })) as Dump;
}

const mountpoint = async (node: DrillNode, dataset: string): Promise<string> =>
  (await inNode(node, "zfs", "get", "-H", "-o", "value", "mountpoint", dataset)).trim();
