import path from "node:path";
import { loadFiles } from "../../components/load-files";
import { checkAccess } from "../../components/config/ssh-access";
import type { NodeValues } from "../../components/config/keys";
import type { ClusterSpec } from "../../components/config/types";
import { describeProblems } from "../../components/config/problem";
import type { SshTarget } from "../../providers/ssh/target";
import type { Cluster, DrillNode } from "./cluster";
import type { Asks } from "../load/stream-protocol";

/** A cluster on hosts of their own, as its config files say; and how fast one client may ask it. */
export interface RealCluster {
  readonly cluster: Cluster;
  /** Queries a second that Pi-hole answers one client, by the config's rateLimit; undefined if it has no limit. */
  readonly maxQps: number | undefined;
}

/** Reads the config as the program does. Throws with every problem in it. `siteFile`: see components/config/site.ts. */
export function realCluster(root: string, siteFile: string | undefined): RealCluster {
  const { spec, nodes } = loadFiles(root, siteFile);
  const { cluster } = spec;
  const problems = nodes.flatMap(({ plan, ssh }) => checkAccess(plan.node, ssh));
  if (problems.length > 0) throw new Error(describeProblems(spec.stack, problems));
  return {
    cluster: {
      vip: cluster.vip,
      failback: cluster.failback,
      folder: path.join(root, ".lab"),
      asks: asksOf(spec),
      nodes: nodes.map(({ plan, ssh }) => drillNode(plan.node, ssh)),
    },
    maxQps: queriesAllowed(cluster.rateLimit),
  };
}

const drillNode = (node: NodeValues, ssh: SshTarget): DrillNode => ({
  name: node.name,
  container: "",
  host: node.host,
  pod: node.podAddress,
  unbound: node.unboundAddress,
  priority: node.priority,
  ssh,
});

/**
 * What has a right answer in every cluster: Pi-hole's own name, the names that the agents ask too, and endlessly many
 * below `invalid` (RFC 6761), which resolvers answer by themselves: no such name. So no server of the internet is
 * asked more than it ever is.
 */
export const asksOf = ({ cluster }: { cluster: Pick<ClusterSpec["cluster"], "probeNames"> }): Asks => ({
  cached: ["pi.hole", ...cluster.probeNames].map((name) => ({ name, address: "any address" })),
  below: { name: "invalid", address: "any answer" },
});

/** `rateLimit` (QUERIES/SECONDS a client) in queries a second; undefined for 0/0. */
export function queriesAllowed(rateLimit: string): number | undefined {
  const [queries, seconds] = rateLimit.split("/").map(Number) as [number, number];
  return queries > 0 && seconds > 0 ? Math.floor(queries / seconds) : undefined;
}
