import type { SshTarget } from "../../providers/ssh/target";
import type { Asks } from "../load/stream-protocol";
import { twin6 } from "../ipv6";
import { type LabData, type LabNode, type LabSettings, labSettings, names } from "../settings";

export interface DrillNode extends Omit<LabNode, "listed" | "release" | "network"> {
  /** How it is reached where it is a host of a real cluster; the lab's are entered as containers. */
  readonly ssh?: SshTarget;
}

/** The cluster that a drill is about. */
export interface Cluster {
  readonly vip: string;
  /** The VIP over IPv6, if it has one: it is asked as often, and judged by the same. */
  readonly vip6?: string;
  readonly nodes: readonly DrillNode[];
  /** The container from which clients ask; absent if it is this machine itself. */
  readonly client?: string;
  /** What they ask; the lab's own internet if nothing is said. */
  readonly asks?: Asks;
  readonly failback: "automatic" | "manual";
  /** What nodes have beside DNS; absent if that is nothing, or not the lab's. */
  readonly data?: LabData;
  /** The lab's own folder, for evidence. */
  readonly folder: string;
}

/** The lab's cluster, as its config files and what the lab chose say. */
export const labCluster = (root: string): Cluster => clusterOf(labSettings(root));

export function clusterOf(settings: LabSettings): Cluster {
  const { vip, subnet6, nodes, failback, folder, data } = settings;
  const ipv6 = subnet6 === null ? {} : { vip6: twin6(subnet6, vip) };
  return { vip, nodes, client: names.client, failback, folder, ...(data ? { data } : {}), ...ipv6 };
}

/** The nodes in the order of their priority, the highest first. */
export const byPriority = <T extends Pick<DrillNode, "priority">>(cluster: {
  readonly nodes: readonly T[];
}): T[] => [...cluster.nodes].sort((a, b) => b.priority - a.priority);

/** The node that must lead a whole cluster; undefined if any of them may (manual failback). */
export function expectedLeader(cluster: Cluster): string | undefined {
  if (cluster.failback === "manual") return undefined;
  return byPriority(cluster)[0]?.name;
}
