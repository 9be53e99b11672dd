import { secondPorts } from "../../runtime/contract/files";
import type { NodePlan } from "../config/plan";
import { handMade, lines } from "./text";

/** DSCP that marks the copy of a query: no class of traffic has it. The program `second` knows it too. */
const copyMark = 42;
/** Mark of an answer that does not leave the node. */
const heldBack = "0x53";
/** A peer that has not asked for copies for so long gets none; it asks each second. */
const leaseSeconds = 3;
/** A node that would answer later than this after another one has is not kept from it. */
const answeredSeconds = 5;

const port = (side: "sport" | "dport"): string => `udp ${side} 53`;
/** A DNS message's id and response code: bits from the UDP header's start. */
const id = "@th,64,16";
const rcode = "@th,92,4";
const asked = `ip saddr . udp sport . ${id}`;
const answered = `ip daddr . udp dport . ${id}`;

/** The links by which clients' queries come in: also with a virtual MAC, a client may know the VIP by the node's own. */
const entries = ({ cluster }: NodePlan): string =>
  cluster.virtualMac ? `{ "eth0", "vrrp.${cluster.vrid}" }` : '"eth0"';

/**
 * The packet filter of the second answer, in tables of its own. The leader's kernel copies queries and answers to those
 * peers that have asked for it; what the program `second` does with them, it does not know. Loading it again is safe.
 */
export const renderSecondAnswer = (plan: NodePlan): string => lines(handMade, copies(plan), withheld());

function copies(plan: NodePlan): string[] {
  const { vips, peers } = plan;
  const addresses = peers.map(({ podAddress }) => podAddress);
  // A lookup needs something of the packet: what comes to a node and what leaves it have the protocol in common.
  const copyToEach = addresses.map(
    (address, i) => `        ip protocol @wants_${i} dup to ${address} device "eth0"`,
  );
  return table("ip ha_dns_second", [
    `set vips { type ipv4_addr; elements = { ${vips.join(", ")} }; }`,
    ...peers.flatMap(({ name }, i) => [
      `# ${name}`,
      `set wants_${i} { type inet_proto; flags dynamic,timeout; timeout ${leaseSeconds}s; }`,
    ]),
    "# Queries, by the client's address, port and id: those that another node has answered, and those given to Pi-hole.",
    ...["answered", "given"].map(
      (name) =>
        `set ${name} { typeof ${asked}; flags dynamic,timeout; timeout ${answeredSeconds}s; size 65535; }`,
    ),
    "chain prerouting {",
    "    type filter hook prerouting priority raw; policy accept;",
    ...addresses.flatMap((address, i) => [
      `    iifname "eth0" ip saddr ${address} udp dport ${secondPorts.want} update @wants_${i} { ip protocol } drop`,
      `    iifname "eth0" ip saddr ${address} udp dport ${secondPorts.enough} delete @wants_${i} { ip protocol } drop`,
    ]),
    "    # Copies are for the program alone, which sees them before.",
    `    iifname "eth0" ip daddr @vips ${port("dport")} ip dscp ${copyMark} delete @answered { ${asked} } drop`,
    `    iifname "eth0" ip saddr @vips ${port("sport")} update @answered { ${answered} } drop`,
    `    iifname ${entries(plan)} ip daddr @vips ${port("dport")} ip dscp != ${copyMark} jump hand_on`,
    "}",
    "chain hand_on {",
    `    delete @answered { ${asked} }`,
    `    ip dscp set ${copyMark}`,
    ...copyToEach.map((line) => line.slice(4)),
    "}",
    "chain output {",
    "    type filter hook output priority filter + 10; policy accept;",
    "    # If a peer has just gone, its copies cannot be delivered. Their senders, the clients, must not be told so.",
    "    icmp type destination-unreachable icmp code host-unreachable drop",
    `    oifname "lo" ip daddr @vips ${port("dport")} ip dscp ${copyMark} update @given { ${asked} }`,
    `    oifname "eth0" ip saddr @vips ${port("sport")} jump answer`,
    "}",
    "chain answer {",
    "    # The first answer is the client's: the late one of another node does not leave.",
    `    ${answered} @answered meta mark set ${heldBack} accept`,
    "    # A second answer that tells of this node's own trouble is worse than none.",
    `    ${rcode} != { 0, 3 } ${answered} @given meta mark set ${heldBack} accept`,
    ...copyToEach.map((line) => line.slice(4)),
    "}",
  ]);
}

/** Here, where Pi-hole does not see it: a packet that is dropped in `output` is an error of whoever sent it. */
const withheld = (): string[] =>
  table("netdev ha_dns_second", [
    "chain egress {",
    '    type filter hook egress device "eth0" priority filter; policy accept;',
    `    meta mark ${heldBack} drop`,
    "}",
  ]);

const table = (name: string, body: readonly string[]): string[] => [
  "",
  `table ${name}`,
  `delete table ${name}`,
  `table ${name} {`,
  ...body.map((line) => `    ${line}`),
  "}",
];

/**
 * How long this node waits for an answer, in ms. The first two nodes by rank wait the whole time: one of them leads. Each
 * one after them waits half of it longer, so that it hears the answer of the one before.
 */
export function secondDelay({ cluster, node, peers }: NodePlan): number {
  const rank = peers.filter(({ priority }) => priority > node.priority).length;
  return cluster.secondAnswer * (1 + Math.max(0, rank - 1) / 2);
}
