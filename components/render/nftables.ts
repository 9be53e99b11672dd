import { advertPorts, channelPort, statusPort } from "../../runtime/contract/files";
import { lateAdverts } from "./late-adverts";
import { nftTable } from "./nft-table";
import { resolverFilter } from "./resolver-filter";
import { handMade, lines } from "./text";
import { hasIpv6 } from "../config/ipv6-rules";
import { hasVirtualMac } from "../config/network-mode";
import type { NodePlan } from "../config/plan";

/** The packet filter in the pod's network namespace. Each table is replaced as a whole, so loading it again is safe. */
export function renderNftables(plan: NodePlan): string {
  return lines(
    handMade,
    nftTable("inet ha_dns", [...doubted(plan), ...admission(plan), ...silence(plan)]),
    nftTable("inet ha_dns_resolvers", resolverFilter(plan)),
    nftTable("ip ha_dns_adverts", lateAdverts(plan)),
    nftTable("arp ha_dns", [...foreignOwners(plan), ...(hasVirtualMac(plan) ? ownQuestions(plan) : [])]),
    plan.cluster.dhcp === "pihole" ? nftTable("inet ha_dns_dhcp", dhcpGate) : [],
    hasVirtualMac(plan) ? nftTable("netdev ha_dns", virtualMacUse(plan)) : [],
  );
}

/** DNS, and what the agent serves to people. */
const servedPorts = [53, 80, 443, statusPort];

/** Without any more of its adverts, a peer is believed again after this long. */
const doubtSeconds = 10;

/** The peers in whose name a device of the LAN sends adverts, as the agent finds out; each advert keeps its own in. */
const doubted = ({ peers }: NodePlan): string[] => [
  `set doubted { type ipv4_addr; flags dynamic,timeout; timeout ${doubtSeconds}s; size ${peers.length + 1}; }`,
];

/**
 * VRRP has no authentication: it comes from the peers' addresses alone, and from none whose adverts are forged. The
 * agent is asked from the subnet.
 */
function admission(plan: NodePlan): string[] {
  const { cluster, peers } = plan;
  return [
    "chain input {",
    "    type filter hook input priority filter; policy accept;",
    "    # 112 is VRRP.",
    `    ip protocol 112 ip saddr != { ${peers.map((peer) => peer.podAddress).join(", ")} } drop`,
    "    ip protocol 112 ip saddr @doubted update @doubted { ip saddr } drop",
    `    tcp dport ${channelPort} ip saddr != { 127.0.0.0/8, ${peers.map((peer) => peer.podAddress).join(", ")} } drop`,
    `    tcp dport ${statusPort} ip saddr != { 127.0.0.0/8, ${cluster.subnet} } drop`,
    ...(hasIpv6(plan) ? admission6(plan) : []),
    "}",
  ];
}

/**
 * The nodes talk to each other over IPv4 alone: no VRRP and no agent's channel comes over IPv6. A router may give the pod a
 * global address as well, by which the whole internet could ask: nothing is served there.
 */
const admission6 = ({ cluster: { subnet6 }, node, vips6 }: NodePlan): string[] => [
  "    meta nfproto ipv6 meta l4proto 112 drop",
  `    tcp dport ${channelPort} ip6 saddr != ::1 drop`,
  `    tcp dport ${statusPort} ip6 saddr != { ::1, ${subnet6} } drop`,
  `    meta l4proto { tcp, udp } th dport { ${servedPorts.join(", ")} } ip6 daddr != { ::1, fe80::/10, ${[node.podAddress6, ...vips6].join(", ")} } drop`,
];

/**
 * Where Pi-hole does not answer, the kernel would tell the client so in the VIP's name, and it would give up. Its
 * query may have come here late or by chance; it asks again, and is answered by whoever leads then.
 */
const silence = ({ vips, vips6 }: NodePlan): string[] => [
  "chain output {",
  "    type filter hook output priority filter; policy accept;",
  `    ip saddr ${set(vips)} icmp type destination-unreachable drop`,
  ...(vips6.length > 0 ? [`    ip6 saddr ${set(vips6)} icmpv6 type destination-unreachable drop`] : []),
  "    # The agent's commands: see AdvertFilter.",
  `    udp sport ${advertPorts.from} udp dport ${advertPorts.doubt} update @doubted { ip daddr } drop`,
  `    udp sport ${advertPorts.from} udp dport ${advertPorts.believe} delete @doubted { ip daddr } drop`,
  `    udp sport ${advertPorts.from} udp dport ${advertPorts.ask} ip daddr @doubted drop`,
  "}",
];

/**
 * While two nodes have the VIP, the old leader would answer the new one's gratuitous ARP with the virtual MAC, and
 * the switch would send everybody back to it. A node that asks for
 * the VIP's address still gets its answer.
 */
const foreignOwners = ({ vips }: NodePlan): string[] => [
  "chain input {",
  "    type filter hook input priority filter; policy accept;",
  ...vips.map((vip) => `    arp saddr ip ${vip} arp daddr ip ${vip} drop`),
  "}",
];

/**
 * The leader looks for a client that it is to answer by asking with the VIP as its own address, and by the node's own
 * MAC: the client would take that for the VIP's, and go on sending to this node when another one leads.
 */
const ownQuestions = ({ vips, node }: NodePlan): string[] => [
  "chain output {",
  "    type filter hook output priority filter; policy accept;",
  `    oifname "eth0" arp operation request arp saddr ip ${set(vips)} arp saddr ip set ${node.podAddress}`,
  "}",
];

/**
 * keepalived announces the node's own address with the virtual MAC when it leaves FAULT, and the switch would then
 * send the VIP's queries to a standby. Only the VIP is announced with that MAC.
 */
const virtualMacUse = ({ cluster, vips, vips6 }: NodePlan): string[] => [
  "chain egress {",
  `    type filter hook egress device "vrrp.${cluster.vrid}" priority filter; policy accept;`,
  `    arp saddr ip != ${set(vips)} drop`,
  ...(vips6.length > 0 ? ["    # The IPv6 VIP has the pod's own MAC.", "    ether type ip6 drop"] : []),
  "}",
];

/**
 * Pi-hole's DHCP server runs on every node, and a device hears the VIP's owner alone. keepalived's notify script puts
 * the port into the set when the node has the VIP, and takes it out else: it is closed at keepalived's start.
 */
const dhcpGate: readonly string[] = [
  "set open { type inet_service; }",
  "chain input {",
  "    type filter hook input priority filter; policy accept;",
  "    # The virtual MAC's interface hears each broadcast too.",
  '    udp dport 67 iifname != "eth0" drop',
  "    udp dport 67 udp dport != @open drop",
  "}",
];

const set = (addresses: readonly string[]): string =>
  addresses.length === 1 ? addresses[0]! : `{ ${addresses.join(", ")} }`;
