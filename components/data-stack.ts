import type * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../providers/ssh/target";
import type { ClusterSecrets } from "./cluster-secrets";
import { DataKeeper } from "./data-keeper";
import { replicationSchedule } from "./render/data-config-file";
import { Replication } from "./replication";
import { serviceConfigs, Services } from "./services";
import type { PeerAccess } from "./config/peer-access";
import { planDatasets, planRoots, type NodePlan } from "./config/plan";
import { Storage } from "./storage";

export interface DataArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
  readonly peers: readonly PeerAccess[];
  readonly secrets: ClusterSecrets;
  /** The checkout that the services' folders are read from. */
  readonly root: string;
  /** Id of the runtime image. */
  readonly image: pulumi.Output<string>;
}

type Options = pulumi.ComponentResourceOptions & { readonly host: pulumi.Resource };

/**
 * A node's datasets, and all that keeps, replicates and runs on them. Beside what answers, and not below it: a change
 * of data drains no node. Gives what hands the data on; nothing if there are no datasets.
 */
export function dataStack(
  name: string,
  args: DataArgs,
  { host, ...within }: Options,
): readonly pulumi.Resource[] {
  const { plan, ssh, peers, secrets, root, image } = args;
  const { datasets, snapshotPolicy, sshPort } = plan.cluster;
  const { prepared } = new Storage(
    `${name}-storage`,
    { plan, ssh },
    { parent: within.parent, dependsOn: host },
  );
  if (datasets.length === 0) return [];
  const ready = [host, ...prepared];
  const services = new Services(
    `${name}-services`,
    { plan, ssh, secrets, root },
    { ...within, dependsOn: ready },
  );
  // Not after the datasets: one below a read-only copy cannot be made before the keeper here has been told of it.
  const keeper = new DataKeeper(
    `${name}-data`,
    { plan, ssh, image, services: serviceConfigs(plan, root, secrets) },
    { parent: within.parent, dependsOn: [...ready, services] },
  );
  if (peers.length === 0) return [keeper];
  const replication = new Replication(
    `${name}-replication`,
    {
      ssh,
      secrets,
      node: plan.node.name,
      peers,
      sshPort,
      roots: planRoots(planDatasets(datasets)).map((one) => one.name),
      schedule: replicationSchedule(plan),
      policy: snapshotPolicy,
    },
    { parent: within.parent, dependsOn: [...ready, keeper] },
  );
  return [keeper, replication];
}
