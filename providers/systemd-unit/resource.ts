import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { thinProvider } from "../thin";

export interface SystemdUnitArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** The unit's name with its type: `ha-dns.service`. Its file is another resource. */
  readonly unit: string;
  /** The unit is started anew when this changes: the digest of its files. */
  readonly revision: pulumi.Input<string>;
}

/** A systemd unit that is enabled and active. `refresh` sees one that is not; `delete` stops and disables it. */
export class SystemdUnit extends pulumi.dynamic.Resource {
  /** `enabled active`, or what `systemctl` said instead. */
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: SystemdUnitArgs, opts?: pulumi.CustomResourceOptions) {
    super(thinProvider("systemd-unit"), name, { ...args, status: undefined }, opts, "hadns", "SystemdUnit");
  }
}
