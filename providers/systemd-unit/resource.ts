import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface SystemdUnitArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** The unit's name with its type: `ha-dns.service`. Its file is another resource. */
  readonly unit: string;
  /** Paths of the files that it reads when it starts, its own file included. They hold no secrets. */
  readonly reads: readonly string[];
  /** The unit is started again when this changes: the digest of its files. */
  readonly revision: pulumi.Input<string>;
}

/**
 * A systemd unit that is enabled and active. `refresh` sees one that is not, or that runs with other files than those
 * that were deployed; the next `up` starts it again. `delete` stops and disables it.
 */
export class SystemdUnit extends pulumi.dynamic.Resource {
  /** `enabled active`, or what `systemctl` said instead, or which file it has not read. */
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: SystemdUnitArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      dynamicProvider("systemd-unit"),
      name,
      { ...args, status: undefined, loaded: undefined },
      opts,
      "hadns",
      "SystemdUnit",
    );
  }
}
