import type { DatasetView, ZfsSnapshot } from "../ports";

export interface SentDataset {
  readonly name: string;
  readonly snapshots: readonly ZfsSnapshot[];
}

/** Whether a receiver's copy of a root can follow a sender's. */
export type CopyVerdict =
  /** It can, as soon as the never used datasets of `room` have made room. */
  | { readonly kind: "ready"; readonly room: readonly string[] }
  /** There is nothing of it here yet. */
  | { readonly kind: "seed"; readonly room: readonly string[] }
  /** It has what the sender has not. `common` is the newest state that both have, of all datasets; undefined if there is none. */
  | { readonly kind: "diverged"; readonly why: string; readonly common: ZfsSnapshot | undefined };

/** Judges what is here, parents first, by what the sender has. */
export function judgeCopy(here: readonly DatasetView[], sent: readonly SentDataset[]): CopyVerdict {
  const theirs = new Map(sent.map(({ name, snapshots }) => [name, snapshots]));
  // The beginning of an interrupted receive is gone on with; a dataset that was never used has nothing to lose.
  const used = here.filter(({ empty, partial }) => !empty && !partial);
  const room = here
    .filter(
      ({ name, empty }) => empty && theirs.has(name) && !used.some((other) => isBelow(other.name, name)),
    )
    .map(({ name }) => name)
    .filter((name, _, all) => !all.some((other) => isBelow(name, other)));
  if (used.length === 0) return { kind: "seed", room };
  const whys = used.map((dataset) => divergence(dataset, theirs.get(dataset.name)));
  const why = whys.find((text) => text !== "");
  return why === undefined
    ? { kind: "ready", room }
    : { kind: "diverged", why, common: newestCommon(used, theirs) };
}

/** In what a dataset differs from what the sender could bring it to; "" if in nothing. */
function divergence(
  { name, snapshots, changed }: DatasetView,
  theirs: readonly ZfsSnapshot[] | undefined,
): string {
  if (theirs === undefined) return `the sender has no ${name}`;
  const head = snapshots.at(-1);
  if (!head) return `${name} holds data without a snapshot`;
  if (!has(theirs, head)) return `the sender has no ${name}@${head.name}`;
  return changed ? `${name} was written to after ${head.name}` : "";
}

/** The newest snapshot of which all datasets that both have, have their part; it is given as the first one has it. */
function newestCommon(
  used: readonly DatasetView[],
  theirs: ReadonlyMap<string, readonly ZfsSnapshot[]>,
): ZfsSnapshot | undefined {
  const [first, ...others] = used.filter(({ name }) => theirs.has(name));
  return [...(first?.snapshots ?? [])].reverse().find((candidate) =>
    [...(first ? [first] : []), ...others].every(({ name, snapshots }) => {
      const own = snapshots.find((snapshot) => snapshot.name === candidate.name);
      return own !== undefined && has(theirs.get(name) ?? [], own);
    }),
  );
}

/** A snapshot is the same if its guid is the same; syncoid finds it by its name. */
const has = (snapshots: readonly ZfsSnapshot[], { name, guid }: ZfsSnapshot): boolean =>
  snapshots.some((other) => other.name === name && other.guid === guid);

const isBelow = (name: string, above: string): boolean => name.startsWith(`${above}/`);
