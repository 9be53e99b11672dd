import * as pulumi from "@pulumi/pulumi";
import { HostScript } from "../providers/host-script/resource";
import type { SshTarget } from "../providers/ssh/target";
import { ZfsDataset } from "../providers/zfs-dataset/resource";
import { ZfsPool } from "../providers/zfs-pool/resource";
import { ZfsRemoval } from "../providers/zfs-removal/resource";
import { parseSize } from "../providers/zfs/size";
import { holdTag } from "../runtime/contract/names";
import type { PoolValue } from "./config/data-shapes";
import { planDatasets, type NodePlan } from "./config/plan";
import { hostFile } from "./host-file";

export interface StorageArgs {
  readonly plan: NodePlan;
  readonly ssh: SshTarget;
}

// What replication runs by (sanoid brings syncoid), and the fence.
const packagesWithPeers = ["sanoid", "cron", "logrotate", "iputils-arping", "iputils-ping"];

/** A node's ZFS: installed where it is missing, its pool where one is asked for, its datasets from the top down. */
export class Storage extends pulumi.ComponentResource {
  /** There when ZFS and the packages are; the datasets may come after it. Nothing if none is declared. */
  readonly prepared: pulumi.Resource[] = [];

  constructor(name: string, args: StorageArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Storage", name, {}, opts);
    const target = args.ssh;
    const { cluster, node, peers } = args.plan;
    const packages = peers.length > 0 ? packagesWithPeers : [];
    const datasets = planDatasets(cluster.datasets);
    // First, so that a mountpoint is free again for another, and nothing is made if a removal is refused.
    const removal = new ZfsRemoval(
      `${name}-removal`,
      {
        target,
        declared: datasets.map((dataset) => dataset.name),
        allowed: cluster.destroyDataset,
        left: cluster.leaveDataset,
        tags: [node, ...peers].map(({ name }) => holdTag(name)),
      },
      { parent: this },
    );
    if (datasets.length > 0) {
      const zfs = new HostScript(
        `${name}-zfs`,
        {
          target,
          create: ["sh -s --", ...packages].join(" "),
          stdin: hostFile("prepare-zfs.sh"),
        },
        { parent: this, dependsOn: removal },
      );
      this.prepared.push(zfs);
      const pool = node.pool
        ? new ZfsPool(
            `${name}-${node.pool.name}`,
            { target, name: node.pool.name, ...placeOf(node.pool) },
            { parent: this, dependsOn: zfs },
          )
        : zfs;
      const made = new Map<string, ZfsDataset>();
      for (const dataset of datasets) {
        const above = [...made].filter(([other]) => dataset.name.startsWith(`${other}/`));
        const dependsOn = [pool, ...above.map(([, resource]) => resource)];
        const one = new ZfsDataset(
          `${name}-${dataset.name}`,
          { target, ...dataset },
          { parent: this, dependsOn },
        );
        made.set(dataset.name, one);
      }
    }
    this.registerOutputs();
  }
}

const placeOf = (pool: PoolValue) =>
  "file" in pool ? { devices: [], file: pool.file, size: parseSize(pool.size) } : { devices: pool.devices };
