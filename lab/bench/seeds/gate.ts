import { containers } from "../../../runtime/contract/names";
import type { Cluster, DrillNode } from "../../drill/cluster";
import type { Sight } from "../../drill/health";

/** The nodes in the order of their priority, the highest first. */
export const byPriority = (cluster: Cluster): readonly DrillNode[] =>
  [...cluster.nodes].sort((a, b) => b.priority - a.priority);

/**
 * What is not whole while the seed documents' settings are in force: the agents have no say in them, so only the
 * VIP, DNS and the containers count. The first node leads whenever it can.
 */
export function seedFaultsOf(cluster: Cluster, sight: Sight): string[] {
  const leader = byPriority(cluster)[0]?.name;
  const owners = sight.owners.join(" and ") || "no node";
  return [
    ...(sight.owners.length === 1 && sight.owners[0] === leader
      ? []
      : [`the VIP is on ${owners}, and not on ${leader} alone`]),
    ...Object.entries(sight.dns).flatMap(([address, faults]) =>
      faults.map((fault) => `DNS at ${address}: ${fault}`),
    ),
    ...cluster.nodes.flatMap(({ name }) => containerFaults(name, sight)),
  ];
}

function containerFaults(node: string, sight: Sight): string[] {
  const found = sight.containers[node];
  if (!found) return [`${node}: its Docker engine does not answer`];
  return Object.values(containers)
    .filter((container) => found[container] !== "running")
    .map((container) => `${node}: container ${container} is ${found[container] ?? "missing"}`);
}
