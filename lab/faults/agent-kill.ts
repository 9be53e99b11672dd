import { containers } from "../../runtime/contract/names";
import type { Fault } from "./fault";
import { killAll } from "./processes";

export const agentKill: Fault = {
  name: "agent-kill",
  description: "the leader's agent is killed; the node has to start it again, and keep the VIP meanwhile",
  at: "leader",
  effect: "serves",
  safeOnReal: true,
  expect: { vip: "stays", maxOutageMs: 0, lossless: true },
  inject: ({ node }) => killAll(node, containers.agent),
};
