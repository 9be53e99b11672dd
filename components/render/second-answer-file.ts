import { secondPorts } from "../../runtime/contract/files";
import { hasVirtualMac } from "../config/network-mode";
import type { NodePlan } from "../config/plan";
import { nftTable } from "./nft-table";
import { handMade, lines } from "./text";

/** DSCP that marks the copy of a query: no class of traffic has it. The program `second` knows it too. */
const copyMark = 42;
/** Mark of an answer that does not leave the node. */
const heldBack = "0x53";
/** A peer that has not asked for copies for so long gets none; it asks each second. */
const leaseSeconds = 3;
/** A node that would answer later than this after another one has is not kept from it. */
const answeredSeconds = 5;

/** A DNS message's id and response code: bits from the UDP header's start. */
const id = "@th,64,16";
const rcode = "@th,92,4";

/** What the two families differ in. */
interface Family {
  readonly word: "ip" | "ip6";
  readonly address: "ipv4_addr" | "ipv6_addr";
  /** What the kernel says if a neighbour does not answer. */
  readonly unreachable: string;
  readonly vips: readonly string[];
  /** The peers' addresses, in the order of the plan's peers. */
  readonly peers: readonly string[];
  /** The links by which clients' queries come in. */
  readonly entries: string;
}

/** The families in which there is a VIP. */
function families(plan: NodePlan): Family[] {
  const { cluster, vips, vips6, peers } = plan;
  const four: Family = {
    word: "ip",
    address: "ipv4_addr",
    unreachable: "icmp type destination-unreachable icmp code host-unreachable",
    vips,
    peers: peers.map(({ podAddress }) => podAddress),
    // Also with a virtual MAC, a client may know the VIP by the node's own.
    entries: hasVirtualMac(plan) ? `{ "eth0", "vrrp.${cluster.vrid}" }` : '"eth0"',
  };
  const six: Family = {
    word: "ip6",
    address: "ipv6_addr",
    unreachable: "icmpv6 type destination-unreachable icmpv6 code addr-unreachable",
    vips: vips6,
    peers: peers.map(({ podAddress6 }) => podAddress6),
    entries: '"eth0"',
  };
  return vips6.length > 0 ? [four, six] : [four];
}

/** The addresses of the peers that the program `second` asks for copies; one in each family. */
export const secondPeers = (plan: NodePlan): string[] => families(plan).flatMap(({ peers }) => peers);

/**
 * The packet filter of the second answer, in tables of its own. The leader's kernel copies queries and answers to those
 * peers that have asked for it; what the program `second` does with them, it does not know. Loading it again is safe.
 */
export const renderSecondAnswer = (plan: NodePlan): string =>
  lines(handMade, families(plan).flatMap(copies), withheld());

function copies({ word, address, unreachable, vips, peers, entries }: Family): string[] {
  const asked = `${word} saddr . udp sport . ${id}`;
  const answered = `${word} daddr . udp dport . ${id}`;
  const isQuery = `${word} daddr @vips udp dport 53`;
  const isAnswer = `${word} saddr @vips udp sport 53`;
  // A lookup needs something of the packet: what comes to a node and what leaves it have the protocol in common.
  const copyToEach = peers.map((peer, i) => `    meta l4proto @wants_${i} dup to ${peer} device "eth0"`);
  return nftTable(`${word} ha_dns_second`, [
    `set vips { type ${address}; elements = { ${vips.join(", ")} }; }`,
    "# Peers that want copies.",
    ...peers.map(
      (_, i) => `set wants_${i} { type inet_proto; flags dynamic,timeout; timeout ${leaseSeconds}s; }`,
    ),
    "# Queries, by the client's address, port and id: those that another node has answered, and those given to Pi-hole.",
    ...["answered", "given"].map(
      (name) =>
        `set ${name} { typeof ${asked}; flags dynamic,timeout; timeout ${answeredSeconds}s; size 65535; }`,
    ),
    "chain prerouting {",
    "    type filter hook prerouting priority raw; policy accept;",
    ...peers.flatMap((peer, i) => {
      const fromPeer = `iifname "eth0" ${word} saddr ${peer} udp dport`;
      return [
        `    ${fromPeer} ${secondPorts.want} update @wants_${i} { meta l4proto } drop`,
        `    ${fromPeer} ${secondPorts.enough} delete @wants_${i} { meta l4proto } drop`,
      ];
    }),
    "    # Copies are for the program alone, which sees them before.",
    `    iifname "eth0" ${isQuery} ${word} dscp ${copyMark} delete @answered { ${asked} } drop`,
    `    iifname "eth0" ${isAnswer} update @answered { ${answered} } drop`,
    `    iifname ${entries} ${isQuery} ${word} dscp != ${copyMark} jump hand_on`,
    "}",
    "chain hand_on {",
    `    delete @answered { ${asked} }`,
    `    ${word} dscp set ${copyMark}`,
    ...copyToEach,
    "}",
    "chain output {",
    "    type filter hook output priority filter + 10; policy accept;",
    "    # If a peer has just gone, its copies cannot be delivered. Their senders, the clients, must not be told so.",
    `    ${unreachable} drop`,
    `    oifname "lo" ${isQuery} ${word} dscp ${copyMark} update @given { ${asked} }`,
    `    oifname "eth0" ${isAnswer} jump answer`,
    "}",
    "chain answer {",
    "    # The first answer is the client's: the late one of another node does not leave.",
    `    ${answered} @answered meta mark set ${heldBack} accept`,
    "    # A second answer that tells of this node's own trouble is worse than none.",
    `    ${rcode} != { 0, 3 } ${answered} @given meta mark set ${heldBack} accept`,
    ...copyToEach,
    "}",
  ]);
}

/** Drops at egress: if a packet is dropped in `output`, its sender gets an error, and Pi-hole would see it. */
const withheld = (): string[] =>
  nftTable("netdev ha_dns_second", [
    "chain egress {",
    '    type filter hook egress device "eth0" priority filter; policy accept;',
    `    meta mark ${heldBack} drop`,
    "}",
  ]);

/**
 * How long this node waits for an answer, in ms. The first two nodes by rank wait the whole time: one of them leads. Each
 * one after them waits half of it longer, so that it hears the answer of the one before.
 */
export function secondDelay({ cluster, node, peers }: NodePlan): number {
  const rank = peers.filter(({ priority }) => priority > node.priority).length;
  return cluster.secondAnswer * (1 + Math.max(0, rank - 1) / 2);
}
