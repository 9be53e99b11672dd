import { containers } from "../../../runtime/contract/names";
import type { Fault } from "./fault";
import { killAll } from "./processes";

export const piholeCrash: Fault = {
  name: "pihole-crash",
  description: "all processes of the leader's Pi-hole are killed at once; the node has to start it again",
  at: "leader",
  effect: "out",
  expect: { vip: "may move", maxOutageMs: 1_000 },
  inject: ({ node }) => killAll(node, containers.pihole),
};
