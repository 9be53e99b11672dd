import { docker } from "../../shell";
import type { Fault } from "./fault";

export const powerOff: Fault = {
  name: "power-off",
  description: "the leader loses its power, and gets it back",
  at: "leader",
  expect: { vip: "moves", maxOutageMs: 1_000 },
  inject: async ({ node }) => void (await docker(["kill", node.container], { timeoutMs: 30_000 })),
  heal: async ({ node }) => void (await docker(["start", node.container], { timeoutMs: 60_000 })),
};
