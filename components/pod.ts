import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { nodeContainer, type ContainerPlace, type ContainerShape } from "./container";
import { hardened } from "./hardened";
import { inMacvlan } from "./macvlan-network";
import { podSysctlsOf } from "./pod-sysctls";
import { rightsOf } from "./rights";
import type { NodePlan } from "./config/plan";

export interface PodArgs extends ContainerPlace {
  readonly plan: NodePlan;
  readonly image: pulumi.Input<string>;
  readonly network: pulumi.Input<string>;
  /** Whether the host's kernel has IPv6. */
  readonly hasIpv6: pulumi.Input<boolean>;
}

export const podShape = (plan: NodePlan): ContainerShape => ({
  ...hardened(rightsOf(plan).pod),
  entrypoints: ["sleep", "infinity"],
  init: true,
  hostname: plan.node.name,
  sysctls: podSysctlsOf(plan, true),
});

/**
 * Owns the network namespace that Pi-hole, keepalived and the agent join, and does nothing else: what joins it can
 * be replaced without the address going away, and an update never replaces it.
 */
export class Pod extends pulumi.ComponentResource {
  readonly container: docker.Container;
  /** The network mode of a container that joins the pod. */
  readonly networkMode: pulumi.Output<string>;

  constructor(name: string, args: PodArgs, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:Pod", name, {}, opts);
    const { node } = args.plan;
    this.container = nodeContainer(
      `${name}-container`,
      {
        ...podShape(args.plan),
        sysctls: pulumi.output(args.hasIpv6).apply((hasIpv6) => podSysctlsOf(args.plan, hasIpv6)),
        image: args.image,
        networksAdvanced: inMacvlan(args.network, node.podAddress, node.podAddress6),
      },
      args,
      [],
      { parent: this },
    );
    this.networkMode = pulumi.interpolate`container:${this.container.id}`;
    this.registerOutputs();
  }
}
