import { setCable } from "../cluster/cable";
import type { Fault } from "./fault";

export const cableOut: Fault = {
  name: "cable-out",
  description: "the leader's network cable is pulled, and plugged in again",
  at: "leader",
  effect: "out",
  expect: { vip: "moves", maxOutageMs: 1_000 },
  inject: ({ node }) => setCable(node.container, "out"),
  heal: ({ node }) => setCable(node.container, "in"),
};
