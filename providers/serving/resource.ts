import * as pulumi from "@pulumi/pulumi";
import type { Service } from "../drain/service";
import { dynamicProvider } from "../dynamic-provider";

export interface ServingArgs extends Service {
  /** `count` of the node's `Drain`: what that begins, this ends. */
  readonly drain: pulumi.Input<number>;
}

/**
 * Ends the node's drain, once all else has been done and the node has been seen to answer; under maintenance, keeps
 * it drained. Its deletion drains the node.
 */
export class Serving extends pulumi.dynamic.Resource {
  /** `serving`, `maintenance`, or that an update that did not end left the node drained. */
  declare readonly state: pulumi.Output<string>;

  constructor(name: string, args: ServingArgs, opts?: pulumi.CustomResourceOptions) {
    super(dynamicProvider("serving"), name, { ...args, state: undefined }, opts, "hadns", "Serving");
  }
}
