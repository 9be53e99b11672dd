import ipaddr from "ipaddr.js";
import { hasIpv6 } from "../../config/ipv6-rules";
import { problem, warning, type HostFinding } from "../finding";
import type { Scene } from "./scene";

/** If the cluster is to answer over IPv6: the kernel has it, and the LAN is in the subnet. */
export function ipv6({ plan, facts }: Scene): HostFinding[] {
  if (!hasIpv6(plan) || !facts.host.known) return [];
  const { ipv6: kernelHas, interfaces } = facts.host.value;
  if (!kernelHas)
    return [
      problem(
        "the kernel was started without IPv6 (ipv6.disable=1), and vip6 is set",
        "a kernel with IPv6",
        "take ipv6.disable=1 out of the kernel's command line (/boot/firmware/cmdline.txt on a Pi) and reboot, or: pulumi config rm vip6",
      ),
    ];
  const own = interfaces.find(({ name }) => name === plan.node.interface);
  const network = ipaddr.IPv6.parseCIDR(plan.cluster.subnet6);
  if (!own || own.addresses6.some((address) => ipaddr.IPv6.parse(address).match(network))) return [];
  return [
    warning(
      `${own.name} has ${own.addresses6.join(", ") || "no IPv6 address"}, and none of subnet6 (${plan.cluster.subnet6})`,
      "an address of subnet6, as each device of the LAN has one to which the router announces that prefix",
      "have the router announce the prefix (ULA, unique local addresses), or set subnet6 to one that it announces",
    ),
  ];
}
