import { containers } from "../../runtime/contract/names";
import type { Fault } from "./fault";
import { continueAll, stopAll } from "./processes";

export const piholeHang: Fault = {
  name: "pihole-hang",
  description: "all processes of the leader's Pi-hole are stopped (SIGSTOP): they live, and answer nothing",
  at: "leader",
  effect: "out",
  expect: { vip: "moves", maxOutageMs: 2_000 },
  inject: ({ node }) => stopAll(node, containers.pihole),
  heal: ({ node }) => continueAll(node, containers.pihole),
};
