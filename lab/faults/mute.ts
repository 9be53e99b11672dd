import { hear, silence } from "../cluster/partition";
import type { Fault } from "./fault";

/** As if a switch drops each frame of the node's port: its link stays up, so it goes on leading where nobody hears it. */
export const mute: Fault = {
  name: "mute",
  description: "no frame reaches the leader or comes from it, although its link is up",
  at: "leader",
  effect: "apart",
  expect: { vip: "splits", maxOutageMs: 1_000 },
  inject: ({ cluster, node }) => silence(cluster, node),
  heal: ({ node }) => hear(node),
};
