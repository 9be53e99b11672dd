import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

/** What every container of a node has in common. Capabilities are named as Docker reads them back: `CAP_…`, sorted. */
export type NodeContainerArgs = Omit<
  docker.ContainerArgs,
  "restart" | "logDriver" | "logOpts" | "mustRun"
> & {
  readonly name: string;
  /** A digest of the mounted configuration: a daemon that reads it at its start is replaced when it changes. */
  readonly revision?: pulumi.Input<string>;
};

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
 * Its name is fixed, so it has to be gone before another takes its place.
 */
export function nodeContainer(
  name: string,
  args: NodeContainerArgs,
  opts: pulumi.CustomResourceOptions,
): docker.Container {
  const { revision, ...rest } = args;
  return new docker.Container(
    name,
    {
      ...commonShape,
      ...rest,
      labels: revision === undefined ? [] : [{ label: "ha-dns.revision", value: revision }],
    },
    { ...opts, deleteBeforeReplace: true },
  );
}
