import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface ContainerNamesArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** The node's containers with the paths of their `ContainerRecord`s, the pod before those that join it. */
  readonly containers: readonly { readonly name: string; readonly record: string }[];
  /** `generation` of the containers' `Running`: the names are freed when one of them changes. */
  readonly generations: pulumi.Input<readonly number[]>;
}

/** Frees the names of the node's containers, before they are made, from containers that something else made. */
export class ContainerNames extends pulumi.dynamic.Resource {
  constructor(name: string, args: ContainerNamesArgs, opts?: pulumi.CustomResourceOptions) {
    super(dynamicProvider("container-names"), name, { ...args }, opts, "hadns", "ContainerNames");
  }
}
