import { deafen, hear } from "../cluster/partition";
import type { Fault } from "./fault";

/**
 * The follower, who hears no leader, leads as well: it cannot know better. The other way round (a leader that hears
 * no follower) nothing happens, because a follower has nothing to say.
 */
export const oneWayPartition: Fault = {
  name: "one-way-partition",
  description: "the follower does not hear the others any more, while they hear it, and clients reach all",
  at: "follower",
  effect: "apart",
  expect: { vip: "splits", maxOutageMs: 0, lossless: true },
  calmMs: 7_000,
  inject: ({ cluster, node }) => deafen(cluster, node),
  heal: ({ node }) => hear(node),
};
