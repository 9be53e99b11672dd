import ipaddr from "ipaddr.js";
import type { RuleFinding } from "./problem";
import type { NodePlan, PartialSpec } from "./types";

/** A key of IPv6 and its value, "" if it is not set. */
interface Named {
  /** Undefined for a key of the cluster. */
  readonly node?: string;
  readonly key: string;
  readonly value: string;
}

const fixOf = ({ key, node }: Named): string =>
  `pulumi config set ${key} ${key === "subnet6" ? "SUBNET" : "ADDRESS"}${node === undefined ? "" : ` -s ${node}`}`;

const finding = (named: Named, found: string, expected: string, fix: string): RuleFinding => ({
  key: named.key,
  ...(named.node === undefined ? {} : { node: named.node }),
  found,
  expected,
  fix,
});

/** All of IPv6's keys or none, and each address free for itself in `subnet6`. */
export function checkIpv6(spec: PartialSpec): RuleFinding[] {
  const all = named(spec);
  const given = all.filter(({ value }) => value !== "");
  if (given.length === 0) return announced(spec);
  const missing = all.filter(({ value }) => value === "");
  return [
    ...missing.map((one) =>
      finding(
        one,
        `nothing, although ${given[0]!.key} is set`,
        "vip6 and subnet6, and podAddress6 and unboundAddress6 of each node: all of them or none",
        `${fixOf(one)}, or pulumi config rm what is set of them`,
      ),
    ),
    ...subnet(spec),
    ...inside(spec, given),
    ...twice(given),
  ];
}

/** A value that could not be read is left out; it has its own problem. */
function named({ cluster, nodes }: PartialSpec): Named[] {
  const { vip6, subnet6 } = cluster;
  const all = [
    { key: "vip6", value: vip6 },
    { key: "subnet6", value: subnet6 },
    ...nodes.flatMap(({ name, podAddress6, unboundAddress6 }) => [
      { node: name, key: "podAddress6", value: podAddress6 },
      { node: name, key: "unboundAddress6", value: unboundAddress6 },
    ]),
  ];
  return all.filter((one): one is Named => one.value !== undefined);
}

const announced = ({ cluster }: PartialSpec): RuleFinding[] =>
  cluster.announceDns === true && cluster.vip6 === ""
    ? [
        {
          key: "announceDns",
          found: "true, without vip6",
          expected: "an IPv6 address to announce",
          fix: "set vip6 and what goes with it (docs/ipv6.md), or pulumi config rm announceDns",
        },
      ]
    : [];

function subnet({ cluster }: PartialSpec): RuleFinding[] {
  const { subnet6 } = cluster;
  if (!subnet6) return [];
  const [network, prefix] = ipaddr.IPv6.parseCIDR(subnet6);
  const one = { key: "subnet6", value: subnet6 };
  if (network.range() === "linkLocal")
    return [
      finding(
        one,
        `${subnet6}, link-local addresses`,
        "a subnet whose addresses are valid without the name of an interface: no DHCPv6 and no typed setting can name one",
        "pulumi config set subnet6 SUBNET, with a unique local one of your own (fd…/64)",
      ),
    ];
  if (!["uniqueLocal", "unicast", "reserved"].includes(network.range()))
    return [finding(one, `${subnet6}, ${network.range()} addresses`, "a subnet of a LAN", fixOf(one))];
  if (prefix < 48 || prefix > 120)
    return [
      finding(
        one,
        `${subnet6}, with a prefix of ${prefix} bits`,
        "a subnet of a LAN: 48 to 120 bits, 64 as a rule",
        fixOf(one),
      ),
    ];
  return [];
}

/** The engine keeps a subnet's first address for a router, and gives it to no container. */
export const firstAddress6 = (subnet6: string): string => addressAt(subnet6, Uint8Array.of(1));

/** An address of the subnet by its last bytes. */
export function addressAt(subnet6: string, last: Uint8Array): string {
  const bytes = ipaddr.IPv6.networkAddressFromCIDR(subnet6).toByteArray();
  last.forEach((byte, i) => (bytes[bytes.length - last.length + i]! |= byte));
  return ipaddr.fromByteArray(bytes).toString();
}

function inside({ cluster }: PartialSpec, given: readonly Named[]): RuleFinding[] {
  const { subnet6 } = cluster;
  if (!subnet6) return [];
  const network = ipaddr.IPv6.parseCIDR(subnet6);
  const expected = `an address in ${subnet6}, neither its own nor its first one`;
  return given.flatMap((one): RuleFinding[] => {
    if (one.key === "subnet6") return [];
    const fix = `${fixOf(one)}, with one that is free`;
    if (!ipaddr.IPv6.parse(one.value).match(network)) return [finding(one, one.value, expected, fix)];
    if (one.value === network[0].toString())
      return [finding(one, `${one.value}, the subnet's own address`, expected, fix)];
    if (one.value === firstAddress6(subnet6))
      return [finding(one, `${one.value}, which Docker keeps for a router`, expected, fix)];
    return [];
  });
}

const twice = (given: readonly Named[]): RuleFinding[] =>
  given.flatMap((one, i): RuleFinding[] => {
    const first = given.slice(0, i).find((other) => other.value === one.value);
    if (!first) return [];
    const found = `${one.value}, which is ${first.key} of ${first.node ?? "the cluster"} too`;
    return [finding(one, found, "an address that nothing else has", `${fixOf(one)}, with one that is free`)];
  });

export const hasIpv6 = ({ cluster }: Pick<NodePlan, "cluster">): boolean => cluster.vip6 !== "";

/** The node's own IPv6 addresses by their keys; none without IPv6. */
export const ownAddresses6 = ({ cluster, node }: Pick<NodePlan, "cluster" | "node">) =>
  hasIpv6({ cluster })
    ? [
        { key: "podAddress6", address: node.podAddress6 },
        { key: "unboundAddress6", address: node.unboundAddress6 },
      ]
    : [];

/** What is allowed and may be regretted. */
export function ipv6Warnings({ cluster }: Pick<NodePlan, "cluster">): string[] {
  const { vip6 } = cluster;
  if (vip6 === "" || ipaddr.IPv6.parse(vip6).range() === "uniqueLocal") return [];
  return [
    `vip6 is ${vip6}, a global address: if the provider gives the house another prefix, nobody reaches it any more. ` +
      "Better is a unique local one (fd…) of a prefix that you choose.",
  ];
}
