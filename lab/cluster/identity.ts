import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { names } from "../settings";
import { docker } from "../shell";

/**
 * Whose lab it is. Containers, networks and volumes carry it as labels: a lab belongs to the checkout whose `.lab`
 * folder holds its ssh keys and its Pulumi state, and is of no use without that folder.
 */
export interface LabIdentity {
  readonly id: string;
  readonly folder: string;
}

const idLabel = "ha-dns-lab.id";
const folderLabel = "ha-dns-lab.folder";

/** `--label` arguments for whatever the lab makes. */
export const ownLabels = ({ id, folder }: LabIdentity): string[] => [
  "--label",
  `${idLabel}=${id}`,
  "--label",
  `${folderLabel}=${folder}`,
];

/** The lab's identity as `.lab/id` keeps it; made where it is not there. */
export async function labIdentity(folder: string): Promise<LabIdentity> {
  const file = path.join(folder, "id");
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${randomBytes(6).toString("hex")}\n`);
  }
  return { id: (await readFile(file, "utf8")).trim(), folder };
}

export type Kind = "container" | "network" | "volume";

/** Something of a lab that the engine has. */
export interface Found {
  readonly kind: Kind;
  readonly name: string;
  readonly id: string;
  readonly folder: string;
  /** Whether it is a container that runs. */
  readonly running: boolean;
}

/** All that carries a lab's labels in this machine's engine, in the order in which it can be removed. */
export async function findAll(): Promise<Found[]> {
  const list = async (kind: Kind): Promise<Found[]> => {
    const name = kind === "container" ? "{{.Names}}" : "{{.Name}}";
    const format = `${name}\t{{.Label "${idLabel}"}}\t{{.Label "${folderLabel}"}}${kind === "container" ? "\t{{.State}}" : ""}`;
    const all = kind === "container" ? ["--all"] : [];
    const out = await docker([kind, "ls", ...all, "--filter", `label=${idLabel}`, "--format", format]);
    return out
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [found = "", id = "", folder = "", state = ""] = line.split("\t");
        return { kind, name: found, id, folder, running: state === "running" };
      });
  };
  const found = await Promise.all([list("container"), list("network"), list("volume")]);
  return found.flat().filter(({ name }) => name.startsWith(names.prefix));
}

/** What to do with a lab that is found: ours; left behind by a checkout or a `.lab` that is gone; somebody's. */
export type Verdict = "ours" | "leftover" | "foreign";

/**
 * The lab of another checkout that is to be left alone: one that runs. One whose machines are all off (its engine
 * or its run was killed) has lost nothing that its checkout would not make again.
 */
export function livingForeigner(found: readonly Found[], identity: LabIdentity): Found | undefined {
  const foreign = found.filter((one) => judge(one, identity) === "foreign");
  return foreign.find(({ running }) => running);
}

/** Pure but for the look whether the other's folder, with its id in it, still exists. */
export function judge(
  found: Found,
  identity: LabIdentity,
  exists: (file: string) => boolean = existsSync,
): Verdict {
  if (found.id === identity.id) return "ours";
  if (found.folder === identity.folder) return "leftover";
  return exists(path.join(found.folder, "id")) ? "foreign" : "leftover";
}

/** Removes one thing of a lab, with its data; fine if it is gone already. */
export async function remove({ kind, name }: Found): Promise<void> {
  const args = {
    container: ["rm", "--force", "--volumes"],
    network: ["network", "rm"],
    volume: ["volume", "rm", "--force"],
  };
  await docker([...args[kind], name]);
}
