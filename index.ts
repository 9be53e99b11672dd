import { clusterSecrets, founderOutputs } from "./components/cluster-secrets";
import { DnsNode } from "./components/dns-node";
import { loadPlan } from "./components/load-plan";

export = async () => {
  const root = process.cwd();
  const { plan, ssh } = loadPlan(root);
  const secrets = await clusterSecrets(plan);
  new DnsNode(plan.node.name, { plan, ssh, secrets, root });
  return {
    /** The address to give to clients, in the router's DHCP settings. */
    vip: plan.cluster.vip,
    /** This node's own address for DNS, and of its Pi-hole's web page. */
    podAddress: plan.node.podAddress,
    /** What the other stacks read from the founder's. */
    ...founderOutputs(plan, secrets),
  };
};
