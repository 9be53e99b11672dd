import { setRegistry } from "../cluster/outside";
import { switchOff, switchOn } from "../cluster/power";
import type { Fault } from "./fault";

export const registryDown: Fault = {
  name: "registry-down",
  description: "the leader loses its power and boots while no image registry can be reached",
  at: "leader",
  effect: "out",
  expect: { vip: "moves", maxOutageMs: 1_000 },
  inject: async ({ node }) => {
    await setRegistry("off");
    await switchOff(node);
  },
  heal: ({ node }) => switchOn(node),
  giveBack: () => setRegistry("on"),
};
