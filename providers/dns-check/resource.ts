import * as pulumi from "@pulumi/pulumi";
import type { SshTarget } from "../ssh/target";
import { dynamicProvider } from "../dynamic-provider";

export interface DnsCheckArgs {
  readonly target: pulumi.Input<SshTarget>;
  /** Name of the agent's container, which asks from inside the pod. */
  readonly agent: string;
  /** Seconds until a node that does not answer is a failure. */
  readonly deadlineSeconds: number;
  /** The node is checked again when this changes: whatever could change how it answers. */
  readonly revision: pulumi.Input<string>;
}

/** Is there when the node truly answers: DNS through its pod's address with the right content, its role known. */
export class DnsCheck extends pulumi.dynamic.Resource {
  /** `answers`, or which check failed and with what. */
  declare readonly status: pulumi.Output<string>;

  constructor(name: string, args: DnsCheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(dynamicProvider("dns-check"), name, { ...args, status: undefined }, opts, "hadns", "DnsCheck");
  }
}
