import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { networkName } from "../runtime/contract/names";
import { firstAddress6, hasIpv6 } from "./config/ipv6-rules";
import { parentInterface } from "./config/network-mode";
import type { NodePlan } from "./config/plan";

export function macvlan(plan: NodePlan) {
  const { cluster, node } = plan;
  const { subnet6 } = cluster;
  const ipv4 = { subnet: cluster.subnet, gateway: cluster.gateway };
  return {
    name: networkName,
    driver: "macvlan",
    options: { parent: parentInterface(node) },
    ...(hasIpv6(plan)
      ? { ipv6: true, ipamConfigs: [ipv4, { subnet: subnet6, gateway: firstAddress6(subnet6) }] }
      : { ipamConfigs: [ipv4] }),
  };
}

/** A container's place in it. Docker would choose an IPv6 address itself, which another device may have. */
export const inMacvlan = (
  network: pulumi.Input<string>,
  ipv4Address: string,
  ipv6Address: string,
): { name: pulumi.Input<string>; ipv4Address: string; ipv6Address?: string }[] => [
  { name: network, ipv4Address, ...(ipv6Address === "" ? {} : { ipv6Address }) },
];

/** The macvlan network: its containers are hosts of the LAN, with addresses of it. */
export class MacvlanNetwork extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: { readonly plan: NodePlan }, opts: pulumi.ComponentResourceOptions) {
    super("hadns:index:MacvlanNetwork", name, {}, opts);
    const options = { parent: this, deleteBeforeReplace: true };
    const network = new docker.Network(`${name}-macvlan`, macvlan(args.plan), options);
    this.name = network.name;
    this.registerOutputs();
  }
}
