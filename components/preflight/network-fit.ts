import type { NodePlan } from "../config/plan";
import type { Facts } from "./facts/facts";

/** Which values of key `network` fit a host, and why; undefined if that is not known. */
export function networkFit({ cluster, node }: NodePlan, facts: Facts): string | undefined {
  if (!facts.host.known || !facts.trial.known) return undefined;
  const { macvlan, gatewayAnswers } = facts.trial.value;
  if (facts.host.value.wireless)
    return `network host fits, macvlan does not: ${node.interface} is wireless, and an access point drops further MAC addresses`;
  if (typeof macvlan === "object" && !/Cannot find device/.test(macvlan.refused))
    return "network host fits, macvlan does not: the kernel refuses it there";
  if (gatewayAnswers === undefined) return undefined;
  if (gatewayAnswers)
    return `network macvlan fits, and host too: the gateway ${cluster.gateway} answers a second MAC address`;
  const hosts =
    facts.neighbours.known && facts.neighbours.value.some((one) => one.address === cluster.gateway);
  return hosts
    ? `network host fits, macvlan does not: the gateway ${cluster.gateway} answers the host's own MAC address, and no other`
    : undefined;
}
