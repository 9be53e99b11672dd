import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";
import type { PoolPlace } from "./implementation";

export interface ZfsPoolArgs extends PoolPlace {
  readonly target: pulumi.Input<SshTarget>;
  readonly name: string;
}

/**
 * A pool of ZFS. One of that name that is there is taken as it is; else it is made, unless a device holds something
 * or the file exists. It is never changed, replaced or destroyed.
 */
export class ZfsPool extends pulumi.dynamic.Resource {
  constructor(name: string, args: ZfsPoolArgs, opts?: pulumi.CustomResourceOptions) {
    const kept = { ...opts, retainOnDelete: true };
    super(dynamicProvider("zfs-pool"), name, { ...args }, kept, "hadns", "ZfsPool");
  }
}
