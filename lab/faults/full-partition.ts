import { deafen, hear } from "../cluster/partition";
import type { Fault } from "./fault";

/** Both sides lead: VRRP has no quorum, and to a client two nodes that answer alike are one. */
export const fullPartition: Fault = {
  name: "full-partition",
  description: "the nodes do not hear each other any more, while clients reach all of them",
  at: "cluster",
  effect: "apart",
  expect: { vip: "splits", maxOutageMs: 0, lossless: true },
  // Over the gratuitous ARPs of both leaders (every 5 s), which draw the switch to and fro.
  calmMs: 7_000,
  inject: async ({ cluster }) => void (await Promise.all(cluster.nodes.map((node) => deafen(cluster, node)))),
  heal: async ({ cluster }) => void (await Promise.all(cluster.nodes.map(hear))),
};
