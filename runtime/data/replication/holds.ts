import type { DatasetView, Snapshots } from "../ports";
import { holdTag } from "../../contract/names";

/**
 * Holds the snapshots of these names for a node, wherever a dataset of the tree has them; then lets all others go. In
 * this order, so that there is no moment without one. No ZFS has to tell which tags there are: only held ones are tried.
 */
export async function holdOnly(
  snapshots: Snapshots,
  node: string,
  tree: readonly DatasetView[],
  names: ReadonlySet<string>,
): Promise<void> {
  const all = tree.flatMap((dataset) =>
    dataset.snapshots.map((snapshot) => ({ ...snapshot, full: `${dataset.name}@${snapshot.name}` })),
  );
  const wanted = all.filter(({ name }) => names.has(name)).map(({ full }) => full);
  const others = all.filter(({ name, held }) => held && !names.has(name)).map(({ full }) => full);
  if (wanted.length > 0) await snapshots.hold(holdTag(node), wanted);
  if (others.length > 0) await snapshots.release(holdTag(node), others);
}
