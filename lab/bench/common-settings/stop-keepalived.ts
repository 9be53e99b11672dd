import { unitName } from "../../../components/render/node-paths";
import { containers } from "../../../runtime/contract/names";
import { inNode } from "../../cluster/node";
import type { Fault } from "../../faults/fault";
import { planned } from "../../faults/planned";

/**
 * The fault `planned` as it is done without an agent: keepalived is stopped, and started again. The node's own unit
 * would start it again at once, so that it rests meanwhile.
 */
export const stopKeepalived: Fault = {
  ...planned,
  description: "keepalived is stopped on the leader, in its orderly way, and started again",
  expect: { vip: "moves", maxOutageMs: 5_000 },
  inject: async ({ node }) => {
    await inNode(node, "systemctl", "stop", unitName);
    await inNode(node, "docker", "stop", containers.keepalived);
  },
  heal: async ({ node }) => {
    await inNode(node, "docker", "start", containers.keepalived);
    await inNode(node, "systemctl", "start", unitName);
  },
};
