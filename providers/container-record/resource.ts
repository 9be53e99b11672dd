import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface ContainerRecordArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** Absolute path of the record on the host; only root can read it. */
  readonly file: string;
  /** The container's name, and its id as the engine gave it. */
  readonly container: string;
  readonly containerId: pulumi.Input<string>;
  /** Paths on the host of the files that it reads when it starts. */
  readonly reads: readonly string[];
}

/**
 * Leaves on the host which container was deployed under a name, and digests of what it read. `Running` compares with
 * it: an auto-updater that makes the container again copies its name, its labels and its settings, but not its id.
 */
export class ContainerRecord extends pulumi.dynamic.Resource {
  constructor(name: string, args: ContainerRecordArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, recordedId: undefined };
    super(dynamicProvider("container-record"), name, props, opts, "hadns", "ContainerRecord");
  }
}
