import { containers } from "../../runtime/contract/names";
import { inNode, tryInNode } from "../cluster/node";
import type { Fault } from "./fault";
import { killAll } from "./processes";

/** Under this name the node's keeper does not know it, and leaves it dead. */
const aside = `${containers.unbound}-dead`;

export const unboundDead: Fault = {
  name: "unbound-dead",
  description: "the leader's Unbound is killed, and stays dead: the peers' Unbound has to answer",
  at: "leader",
  effect: "no-resolver",
  expect: { vip: "stays", maxOutageMs: 0 },
  inject: async ({ node }) => {
    await inNode(node, "docker", "rename", containers.unbound, aside);
    await killAll(node, aside);
  },
  heal: async ({ node }) => {
    const isAside = (await tryInNode(node, "docker", "container", "inspect", aside)).code === 0;
    if (isAside) await inNode(node, "docker", "rename", aside, containers.unbound);
    await inNode(node, "docker", "start", containers.unbound);
  },
};
