import type { DataConfig } from "../../runtime/contract/data-config";
import { planDatasets, planRoots, type NodePlan } from "../config/plan";
import type { CronPlan } from "./replication-files";
import { jsonFile } from "./text";

/** Seconds between the runs of two nodes that would begin in the same minute, and at most. */
const jitterStep = 3;
const jitterAtMost = 10;
const deadlineSeconds = 15 * 60;

/** When a node's replication runs, and for how long at most. */
export const replicationSchedule = ({ cluster, node }: NodePlan): CronPlan => ({
  intervalMinutes: cluster.replicationInterval,
  jitterSeconds: Math.min(cluster.nodes.indexOf(node.name) * jitterStep, jitterAtMost),
  deadlineSeconds,
});

/** data.json: what the host's data keeper is to keep, with the standby services as they are told to it. */
export function renderDataConfig(plan: NodePlan, services: DataConfig["services"]): string {
  const { cluster, node, peers } = plan;
  const config: DataConfig = {
    node: node.name,
    host: node.host,
    interface: node.interface,
    gateway: cluster.gateway,
    fenceAddress: cluster.fenceAddress,
    peers: peers.map(({ name, host }) => ({ name, host })),
    roots: planRoots(planDatasets(cluster.datasets)).map(({ name, datasets }) => ({
      name,
      datasets: datasets.map((dataset) => ({
        name: dataset.name,
        properties: Object.fromEntries(
          Object.entries(dataset.properties).sort(([a], [b]) => (a < b ? -1 : 1)),
        ),
      })),
    })),
    replication: { ...replicationSchedule(plan), sshPort: cluster.sshPort },
    maxDataAgeSeconds: cluster.maxDataAge,
    maxLagSeconds: cluster.maxReplicationLag,
    failback: cluster.dataFailback,
    dwellSeconds: cluster.dataDwell,
    services,
  };
  return jsonFile(config);
}
