import { mostEvents, type ClusterEvent } from "./event";

const keyOf = ({ node, id }: ClusterEvent): string => `${node}/${id}`;
const byTime = (a: ClusterEvent, b: ClusterEvent): number =>
  a.at - b.at || a.node.localeCompare(b.node) || a.id - b.id;

/** Each once, the newest last, and no more than are kept. */
export function mergeEvents(...lists: (readonly ClusterEvent[])[]): ClusterEvent[] {
  const byKey = new Map(lists.flat().map((event) => [keyOf(event), event]));
  return [...byKey.values()].sort(byTime).slice(-mostEvents);
}

/** The highest id of a node's events; 0 if there is none. */
export const newestOf = (events: readonly ClusterEvent[], node: string): number =>
  events.reduce((highest, event) => (event.node === node ? Math.max(highest, event.id) : highest), 0);
