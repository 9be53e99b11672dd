import { describeSize } from "../zfs/size";

/** A dataset that is declared no longer, as the host has it. */
export interface Removed {
  readonly name: string;
  /** `filesystem` or `volume`. */
  readonly type: string;
  /** Bytes that are used by it and by all below it. */
  readonly used: number;
  /** Datasets below it, at any depth. */
  readonly children: readonly string[];
  readonly snapshots: number;
  /** Whether it was seen that no file is in it; false if it could not be seen. */
  readonly seenEmpty: boolean;
}

export interface Judgement {
  /** What may be destroyed, the deepest first, with its snapshots or only if it has none. */
  readonly destroy: readonly { readonly name: string; readonly withSnapshots: boolean }[];
  /** Why one may not, in words, for each. */
  readonly refusals: readonly string[];
}

/**
 * Empty ones may go, and one that was allowed by name. One with datasets below it may go only if those go as well:
 * a name allows what is in that dataset, and not what is in another.
 */
export function judgeRemoval(removed: readonly Removed[], allowed: string): Judgement {
  const deepestFirst = [...removed].sort((a, b) => depth(b) - depth(a) || a.name.localeCompare(b.name));
  const destroy: { name: string; withSnapshots: boolean }[] = [];
  const refusals: string[] = [];
  for (const one of deepestFirst) {
    const staying = one.children.filter((child) => !destroy.some(({ name }) => name === child));
    const byName = one.name === allowed;
    const reasons = [...(byName ? [] : contents(one)), ...staying.map((child) => `${child} lies below it`)];
    if (reasons.length === 0) destroy.push({ name: one.name, withSnapshots: byName });
    else refusals.push(`${one.name} is kept: ${reasons.join(", ")}; ${describeSize(one.used)} used`);
  }
  return { destroy, refusals };
}

const depth = ({ name }: Removed): number => name.split("/").length;

function contents({ type, snapshots, seenEmpty }: Removed): string[] {
  return [
    ...(type === "filesystem" ? [] : [`it is a ${type}, whose content cannot be seen`]),
    ...(snapshots === 0 ? [] : [snapshots === 1 ? "it has a snapshot" : `it has ${snapshots} snapshots`]),
    ...(seenEmpty || type !== "filesystem"
      ? []
      : ["it holds files or folders, or is not mounted so that one could see"]),
  ];
}
