import { hasIpv6 } from "./config/ipv6-rules";
import type { NodePlan } from "./config/plan";

/** The settings of the pod's network namespace that every kernel has. */
export const podSysctls: Readonly<Record<string, string>> = {
  // The VIP's ARP entry is answered by the interface that has it, with VRRP's virtual MAC, and by no other.
  "net.ipv4.conf.all.arp_ignore": "1",
  "net.ipv4.conf.default.arp_ignore": "1",
  "net.ipv4.conf.all.rp_filter": "0",
  "net.ipv4.conf.default.rp_filter": "0",
  "net.ipv4.conf.default.accept_local": "1",
  // A TCP connection that nobody closes in order keeps a dead pod's namespace, and VRRP's virtual MAC in it, for as
  // long as it asks the other end to let go: by default for minutes, in which keepalived could not start again.
  "net.ipv4.tcp_orphan_retries": "1",
  // DNS, HTTP and HTTPS: Pi-hole and the agent answer without root and without a capability.
  "net.ipv4.ip_unprivileged_port_start": "53",
};

/**
 * Without these a standby would announce an IPv6 address with VRRP's virtual MAC, and the switch would send it the
 * VIP's queries. A kernel that was started with ipv6.disable=1 has no such settings, and needs none.
 */
export const podIpv6Sysctls: Readonly<Record<string, string>> = {
  "net.ipv6.conf.all.disable_ipv6": "1",
};

/**
 * With `vip6`, Docker leaves IPv6 on for the network's interface and off for each that is made later, and so for the one
 * with the virtual MAC; keepalived's container sees to that itself as well.
 */
export const podSysctlsOf = (plan: NodePlan, kernelHasIpv6: boolean): Record<string, string> =>
  kernelHasIpv6 && !hasIpv6(plan) ? { ...podSysctls, ...podIpv6Sysctls } : { ...podSysctls };
