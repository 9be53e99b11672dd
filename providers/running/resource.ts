import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface RunningArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** Name of the container. */
  readonly container: string;
  /** Path on the host of the container's `ContainerRecord`. */
  readonly record: string;
}

/**
 * Whether a container is the one that was deployed, and its daemon has read the files as they were deployed. `refresh`
 * looks; if it finds a difference, the next `up` changes `generation`, on which the container depends.
 */
export class Running extends pulumi.dynamic.Resource {
  declare readonly generation: pulumi.Output<number>;

  constructor(name: string, args: RunningArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, findings: undefined, generation: undefined };
    super(dynamicProvider("running"), name, props, opts, "hadns", "Running");
  }
}
