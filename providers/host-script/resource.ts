import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface HostScriptArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** A line for the host's sh; it runs when the resource is made, and again if it or `stdin` changes. No secrets. */
  readonly create: string;
  /** What the line reads. No secrets. */
  readonly stdin?: string;
  /** A line that runs when the resource is deleted; nothing runs without one. */
  readonly delete?: string;
  /** If one changes, the earlier `delete` runs on the host as well as the new `create`. */
  readonly triggers?: readonly string[];
}

/**
 * A line of shell that runs on a host as root. The private key stays in its file: `@pulumi/command` would copy it into
 * the state. Takes over the state of such a remote command without running anything.
 */
export class HostScript extends pulumi.dynamic.Resource {
  /** What `create` has said. */
  declare readonly stdout: pulumi.Output<string>;

  constructor(name: string, args: HostScriptArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      dynamicProvider("host-script"),
      name,
      { ...args, stdout: undefined },
      pulumi.mergeOptions(opts, { aliases: [{ type: "command:remote:Command" }] }),
      "hadns",
      "HostScript",
    );
  }
}
