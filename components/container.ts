import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ContainerRecord } from "../providers/container-record/resource";
import type { SshTarget } from "../providers/ssh/target";
import { autoUpdaterLabels } from "./render/labels";
import { recordFile } from "./render/node-paths";

/** What every container of a node has in common. Capabilities are named as Docker reads them back: `CAP_…`, sorted. */
export type NodeContainerArgs = Omit<
  docker.ContainerArgs,
  "restart" | "logDriver" | "logOpts" | "mustRun" | "labels" | "memory" | "memorySwap"
> & {
  readonly name: string;
  readonly memory: number;
  readonly memorySwap: number;
  /** A digest of the mounted configuration: a daemon that reads it at its start is replaced when it changes. */
  readonly revision?: pulumi.Input<string>;
};

/** What a component needs to make one of the node's containers, besides what the container is. */
export interface ContainerPlace {
  readonly ssh: SshTarget;
  /** `generation` of the container's `Running`: the container is replaced when it changes. */
  readonly generation: pulumi.Input<number>;
  /** Whether the host's kernel can limit a container's memory; a limit that it cannot set reads back as none. */
  readonly limitsMemory: pulumi.Input<boolean>;
}

/** What a container is apart from what only the engine knows: `servingRevision` compares these. */
export type ContainerShape = Omit<NodeContainerArgs, "image" | "networkMode" | "revision">;

/** What all of a node's containers have in common. */
export const commonShape = {
  restart: "no",
  mustRun: true,
  // Without it a container that is replaced is killed and not stopped.
  destroyGraceSeconds: 10,
  // Four times the ordinary weight: while the host is busy, DNS comes first.
  cpuShares: 4096,
  // A Pi's SD card is small, and wears.
  logDriver: "json-file",
  logOpts: { "max-size": "5m", "max-file": "2" },
} as const;

/**
 * A container whose presence and order the host's unit keeps, and not Docker: a restart policy would race at boot.
 * Its name is fixed, so it has to be gone before another takes its place. `reads` are the files on the host that its
 * daemon reads when it starts.
 */
export function nodeContainer(
  name: string,
  args: NodeContainerArgs,
  { ssh, generation, limitsMemory }: ContainerPlace,
  reads: readonly string[],
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  const { revision, memory, memorySwap, ...rest } = args;
  const limit = (value: number) =>
    pulumi.output(limitsMemory).apply((can) => (can ? value : undefined)) as pulumi.Output<number>;
  const labels = {
    ...autoUpdaterLabels,
    "ha-dns.generation": pulumi.interpolate`${generation}`,
    ...(revision === undefined ? {} : { "ha-dns.revision": revision }),
  };
  const container = new docker.Container(
    name,
    {
      ...commonShape,
      ...rest,
      memory: limit(memory),
      memorySwap: limit(memorySwap),
      labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
    },
    { ...opts, deleteBeforeReplace: true },
  );
  new ContainerRecord(
    name.replace(/container$/, "record"),
    { target: ssh, file: recordFile(args.name), container: args.name, containerId: container.id, reads },
    { parent: opts.parent, dependsOn: container },
  );
  return container;
}
