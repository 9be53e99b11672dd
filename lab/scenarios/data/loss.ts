import type { DrillNode } from "../../cluster/cluster";
import { workingCopy } from "../../load/branches";
import { notIn } from "../../checks/data-rules";
import { stateOf } from "../../cluster/data-host";
import type { Ack } from "../../load/journal-protocol";
import { type DataScene, nextWrite } from "./data-scene";

export interface TakeOver {
  /** The last write of the node that is gone, and the first of the other. */
  readonly last: Ack;
  readonly first: Ack;
  readonly figures: Readonly<Record<string, number>>;
}

/** How long the lease of a silent node and the start of a service may take. */
const takeOverMs = 150_000;

/** Waits until `to` writes in the place of `from`, which is gone since `goneAt` (monotonic ms), and counts what that has cost. */
export async function takeOver(
  scene: DataScene,
  from: DrillNode,
  to: DrillNode,
  goneAt: number,
): Promise<TakeOver> {
  const first = await nextWrite(scene, to, goneAt, takeOverMs);
  const theirs = scene.collector.seen().filter(({ node }) => node === from.name);
  const last = theirs.at(-1);
  if (!last) throw new Error(`${from.name} had written nothing`);
  const before = Math.max(1, Math.min(...theirs.map(({ seq }) => seq)) - 1);
  const lost = notIn((await workingCopy(scene.reading, to, before)).journal, theirs);
  // What the copy lacks is what was begun after its last row: its age by the journal's own clock.
  const ageMs = lost.length === 0 ? 0 : last.at - Math.min(...lost.map(({ at }) => at));
  return {
    first,
    last,
    figures: {
      withoutServiceMs: first.at - last.at,
      writesNotInTheCopy: lost.length,
      ageOfTheCopyMs: ageMs,
    },
  };
}

/** Branches that a node's keeper says it has kept. */
export async function keptOn(node: DrillNode): Promise<readonly { dataset: string; bytes: number }[]> {
  return (await stateOf(node))?.kept ?? [];
}
