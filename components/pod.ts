import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { containers } from "../runtime/contract/names";
import { nodeContainer, type ContainerShape } from "./container";
import type { NodePlan } from "./spec/plan";

export interface PodArgs {
  readonly plan: NodePlan;
  readonly image: pulumi.Input<string>;
  readonly network: pulumi.Input<string>;
}

export const podShape = (plan: NodePlan): ContainerShape => ({
  name: containers.pod,
  entrypoints: ["sleep", "infinity"],
  init: true,
  hostname: plan.node.name,
  sysctls: {
    // The VIP's ARP entry is answered by the interface that has it, with VRRP's virtual MAC, and by no other.
    "net.ipv4.conf.all.arp_ignore": "1",
    "net.ipv4.conf.default.arp_ignore": "1",
    "net.ipv4.conf.all.rp_filter": "0",
    "net.ipv4.conf.default.rp_filter": "0",
    "net.ipv4.conf.default.accept_local": "1",
    "net.ipv6.conf.all.disable_ipv6": "1",
    // A TCP connection that nobody closes in order keeps a dead pod's namespace, and VRRP's virtual MAC in it, for as
    // long as it asks the other end to let go: by default for minutes, in which keepalived could not start anew.
    "net.ipv4.tcp_orphan_retries": "1",
  },
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
    this.container = nodeContainer(
      `${name}-container`,
      {
        ...podShape(args.plan),
        image: args.image,
        networksAdvanced: [{ name: args.network, ipv4Address: args.plan.node.podAddress }],
      },
      { parent: this },
    );
    this.networkMode = pulumi.interpolate`container:${this.container.id}`;
    this.registerOutputs();
  }
}
