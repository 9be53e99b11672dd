import * as z from "zod";
import { isIn, branchProperties, type Dataset } from "./dataset";

/** A branch that is being kept: written on the top of its tree, it goes wherever that goes, and outlives a power cut. */
export const keepingSchema = z.object({
  root: z.string(),
  /** The name that the branch is kept under. */
  kept: z.string(),
  /** The snapshot from which the root goes on; null if nothing is common. */
  common: z.string().nullable(),
  /** The snapshot that saves the branch as it was found. */
  snapshot: z.string(),
  from: z.string(),
  /** ms since 1970. */
  at: z.number(),
});

export type Keeping = z.infer<typeof keepingSchema>;

/** Arguments of `zfs`. */
export type ZfsArguments = readonly string[];

/** The name under which a root goes on from the common snapshot, until it is in its place. */
export const renewed = ({ kept }: Pick<Keeping, "kept">): string => `${kept}:new`;
/** The dataset that all kept branches of a pool lie below. */
export const shelf = (root: string): string => `${root.split("/")[0]}/ha-dns-kept`;

/**
 * What is to be done next, from what there is now: the same whether or not the power was cut in between. `all` are the
 * datasets below the root, the shelf included. Undefined if the branch is kept and the root is in its place.
 * Nothing here destroys; what the branch holds moves, as a whole, under another name in one step.
 */
export function nextStep(keeping: Keeping, all: readonly Dataset[]): ZfsArguments | undefined {
  const { root, kept } = keeping;
  const old = all.filter(({ name }) => isIn(name, root));
  const marked = old.some(({ name, own }) => name === root && own.has(branchProperties.keeping));
  if (marked) return stepOfSaving(keeping, old, all) ?? ["rename", root, kept];
  if (!all.some(({ name }) => name === renewed(keeping))) return undefined;
  if (old.length > 0)
    throw new Error(`${root} is there again, beside ${renewed(keeping)}: rename one of them by hand`);
  return ["rename", renewed(keeping), root];
}

function stepOfSaving(
  keeping: Keeping,
  old: readonly Dataset[],
  all: readonly Dataset[],
): ZfsArguments | undefined {
  const { root, snapshot } = keeping;
  const mounted = [...old].reverse().find((dataset) => dataset.mounted);
  if (mounted) return ["unmount", mounted.name];
  const writable = old.find((dataset) => !dataset.readonly);
  if (writable) return ["set", "readonly=on", writable.name];
  if (old.some((dataset) => !has(dataset, snapshot))) return ["snapshot", "-r", `${root}@${snapshot}`];
  if (!all.some(({ name }) => name === shelf(root)))
    return ["create", "-o", "mountpoint=none", "-o", "canmount=off", shelf(root)];
  return stepOfRenewal(keeping, old, all) ?? stepOfMarking(keeping, old);
}

/** From the common snapshot a clone of each dataset, which by its promotion becomes the one with the history. */
function stepOfRenewal(
  keeping: Keeping,
  old: readonly Dataset[],
  all: readonly Dataset[],
): ZfsArguments | undefined {
  const { root, common } = keeping;
  if (common === null) return undefined;
  const names = new Set(all.map(({ name }) => name));
  const target = (name: string): string => renewed(keeping) + name.slice(root.length);
  const above = (name: string): string => name.slice(0, name.lastIndexOf("/"));
  const branching = old.filter((dataset) => has(dataset, common));
  const next = branching.find(
    ({ name }) => !names.has(target(name)) && (name === root || names.has(target(above(name)))),
  );
  if (next) {
    const options = next.type === "filesystem" ? ["-o", "canmount=noauto"] : [];
    return ["clone", "-o", "readonly=on", ...options, `${next.name}@${common}`, target(next.name)];
  }
  const clone = branching.find(({ name }) => names.has(target(name)));
  return clone && ["promote", target(clone.name)];
}

/** The branch says what it was, is not mounted by itself, and sets no space aside. */
function stepOfMarking({ root, from, at }: Keeping, old: readonly Dataset[]): ZfsArguments | undefined {
  const sayings = [
    [branchProperties.dataset, root],
    [branchProperties.keptAt, new Date(at).toISOString()],
    [branchProperties.from, from],
  ] as const;
  const top = old.find(({ name }) => name === root);
  const unsaid = sayings.find(([property, value]) => top?.own.get(property) !== value);
  if (unsaid) return ["set", `${unsaid[0]}=${unsaid[1]}`, root];
  const mountable = old.find(({ type, canmount }) => type === "filesystem" && canmount !== "noauto");
  if (mountable) return ["set", "canmount=noauto", mountable.name];
  const placed = old.find(({ own }) => own.has("mountpoint"));
  if (placed) return ["inherit", "mountpoint", placed.name];
  for (const property of ["reservation", "refreservation"]) {
    const reserving = old.find(({ own }) => !["0", "none", undefined].includes(own.get(property)));
    if (reserving) return ["set", `${property}=none`, reserving.name];
  }
  return undefined;
}

const has = ({ snapshots }: Dataset, snapshot: string): boolean =>
  snapshots.some(({ name }) => name === snapshot);
