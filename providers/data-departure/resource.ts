import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface DataDepartureArgs {
  readonly target: SshTarget;
}

/**
 * Stands for the data's way out: its deletion, which is the first thing that a destroy does, has the node's data keeper
 * hand the data over to a peer that can take it, the newest write included. Where none can, it says so and goes on.
 */
export class DataDeparture extends pulumi.dynamic.Resource {
  constructor(name: string, args: DataDepartureArgs, opts?: pulumi.CustomResourceOptions) {
    super(dynamicProvider("data-departure"), name, { ...args }, opts, "hadns", "DataDeparture");
  }
}
