import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";
import type { PropertyValues } from "../zfs/properties";

export interface ZfsDatasetArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** `pool/path`. What lies above it is there already. */
  readonly name: string;
  /** What is set on the dataset itself; all else is left as it is, or inherited. */
  readonly properties: PropertyValues;
}

/**
 * A file system of ZFS. One that is there is adopted as it is; properties change in place; nothing is ever replaced
 * or destroyed. `refresh` sees a declared property that was changed, or taken back, by hand, and one that is not mounted.
 */
export class ZfsDataset extends pulumi.dynamic.Resource {
  /** By property, what the host has: its value, with the source beside it where that is not the dataset itself. */
  declare readonly actual: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ZfsDatasetArgs, opts?: pulumi.CustomResourceOptions) {
    // The engine forgets it, and the data stays: see ZfsRemoval.
    const kept = { ...opts, retainOnDelete: true };
    super(dynamicProvider("zfs-dataset"), name, { ...args, actual: undefined }, kept, "hadns", "ZfsDataset");
  }
}
