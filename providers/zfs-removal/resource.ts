import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface ZfsRemovalArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** The datasets that the config declares. */
  readonly declared: readonly string[];
  /** The one that may be destroyed although it holds data; "" for none. */
  readonly allowed: string;
  /** The one that stays as it is, and is asked after no more; "" for none. */
  readonly left: string;
  /** The tags by which replication holds snapshots. */
  readonly tags: readonly string[];
}

/**
 * Destroys datasets that are declared no longer, where they hold nothing or are allowed by name; else `up` fails, and
 * nothing is destroyed. A resource of its own, because Pulumi deletes a resource in the same way when it leaves the
 * program and when the whole stack goes: an update of this one is a removal that was asked for, and its deletion is
 * the end of the stack, which leaves the data and says where. The datasets themselves are retained.
 */
export class ZfsRemoval extends pulumi.dynamic.Resource {
  constructor(name: string, args: ZfsRemovalArgs, opts?: pulumi.CustomResourceOptions) {
    super(dynamicProvider("zfs-removal"), name, { ...args }, opts, "hadns", "ZfsRemoval");
  }
}
