import { agentExec } from "../../runtime/contract/names";
import { inNode } from "../cluster/node";
import type { Fault } from "./fault";

export const planned: Fault = {
  name: "planned",
  description: "the leader is drained for maintenance, in the orderly way, and undrained",
  at: "leader",
  effect: "out",
  safeOnReal: true,
  needsPeer: true,
  expect: { vip: "moves", maxOutageMs: 0, lossless: true },
  inject: async ({ node }) => void (await inNode(node, ...agentExec(), "drain")),
  heal: async ({ node }) => void (await inNode(node, ...agentExec(), "undrain")),
};
