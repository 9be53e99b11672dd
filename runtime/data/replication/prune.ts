import type { DatasetView } from "../ports";
import { isOwn } from "./own-snapshots";

/** So many of our own snapshots stay beside the held ones, for a person who looks for what was there a moment ago. */
const kept = 5;

/** Which of our own snapshots have had their day, as `dataset@name`: never a held one, never one of the newest. */
export const toPrune = (tree: readonly DatasetView[]): string[] =>
  tree.flatMap(({ name, snapshots }) =>
    snapshots
      .filter((snapshot) => isOwn(snapshot.name))
      .slice(0, -kept)
      .filter(({ held }) => !held)
      .map((snapshot) => `${name}@${snapshot.name}`),
  );
