import { roleMaxAgeSeconds } from "../../runtime/contract/files";
import { containers } from "../../runtime/contract/names";
import type { Fault } from "./fault";
import { continueAll, stopAll } from "./processes";

export const agentHang: Fault = {
  name: "agent-hang",
  description: "the leader's agent is stopped (SIGSTOP): keepalived's own check has to take over",
  at: "leader",
  effect: "serves",
  expect: { vip: "stays", maxOutageMs: 0, lossless: true },
  // So long that the check of keepalived's own has been the judge for a while, and failed would have been so twice.
  calmMs: (roleMaxAgeSeconds + 5) * 1_000,
  inject: ({ node }) => stopAll(node, containers.agent),
  heal: ({ node }) => continueAll(node, containers.agent),
};
