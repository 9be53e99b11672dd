import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { networkName } from "../runtime/contract/names";
import type { NodePlan } from "./config/plan";

export const macvlan = ({ cluster, node }: NodePlan) => ({
  name: networkName,
  driver: "macvlan",
  options: { parent: node.interface },
  ipamConfigs: [{ subnet: cluster.subnet, gateway: cluster.gateway }],
});

/** The macvlan network on the host's wired interface: its containers are hosts of the LAN, with addresses of it. */
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
