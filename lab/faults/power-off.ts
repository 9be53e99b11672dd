import { switchOff, switchOn } from "../cluster/power";
import type { Fault } from "./fault";

export const powerOff: Fault = {
  name: "power-off",
  description: "the leader loses its power, and gets it back",
  at: "leader",
  effect: "out",
  expect: { vip: "moves", maxOutageMs: 1_000 },
  inject: ({ node }) => switchOff(node),
  heal: ({ node }) => switchOn(node),
};
