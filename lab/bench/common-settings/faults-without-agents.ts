import { byPriority, type Cluster } from "../../cluster/cluster";
import { containerFaults, dnsFaults, type Sight } from "../../cluster/health";

/**
 * What is not whole while the common settings are in force: the agents have no say in them, so only the VIP, DNS and
 * the containers count. The first node leads whenever it can.
 */
export function faultsWithoutAgents(cluster: Cluster, sight: Sight): string[] {
  const leader = byPriority(cluster)[0]?.name;
  const owners = sight.owners.join(" and ") || "no node";
  return [
    ...(sight.owners.length === 1 && sight.owners[0] === leader
      ? []
      : [`the VIP is on ${owners}, and not on ${leader} alone`]),
    ...dnsFaults(sight),
    ...cluster.nodes.flatMap((node) => containerFaults(node, sight).map((fault) => `${node.name}: ${fault}`)),
  ];
}
