import * as pulumi from "@pulumi/pulumi";
import { dynamicProvider } from "../dynamic-provider";
import type { Service } from "./service";

export interface DrainArgs extends Service {
  /** The node is drained when this changes: whatever an update will do to it. */
  readonly revision: pulumi.Input<string>;
  /** A word that allows once to drain the last node that answers; "" for none. */
  readonly force: string;
}

/**
 * Hands the VIP over before the node is changed: all that changes it depends on this, and `Serving` brings the node
 * back. Refuses, before anything is changed, where no peer could take over.
 */
export class Drain extends pulumi.dynamic.Resource {
  declare readonly count: pulumi.Output<number>;

  constructor(name: string, args: DrainArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, count: undefined, forceUsed: undefined };
    super(dynamicProvider("drain"), name, props, opts, "hadns", "Drain");
  }
}
