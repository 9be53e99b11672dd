import { containers } from "../../runtime/contract/names";
import type { Fault } from "./fault";
import { killBelow } from "./processes";

export const piholeCrash: Fault = {
  name: "pihole-crash",
  description:
    "the leader's Pi-hole dies; its container notices, waits and ends, and the node has to start it again",
  at: "leader",
  effect: "out",
  expect: { vip: "may move", maxOutageMs: 1_000 },
  inject: ({ node }) => killBelow(node, containers.pihole),
};
