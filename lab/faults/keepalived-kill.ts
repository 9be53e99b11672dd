import { containers } from "../../runtime/contract/names";
import type { Fault } from "./fault";
import { killAll } from "./processes";

/** The killed one leaves the VIP on its interface, where Pi-hole goes on answering, until the node starts it anew. */
export const keepalivedKill: Fault = {
  name: "keepalived-kill",
  description: "all processes of the leader's keepalived are killed at once; the node has to start it again",
  at: "leader",
  effect: "out",
  safeOnReal: true,
  expect: { vip: "may move", maxOutageMs: 1_000, maxTwoOwnersMs: 1_000 },
  inject: ({ node }) => killAll(node, containers.keepalived),
};
