import ipaddr from "ipaddr.js";
import { addressText, inRange, parseRange, partsOf } from "./dhcp-range";
import { isInZone } from "./dns-names";
import type { RuleFinding } from "./problem";
import type { PartialSpec } from "./types";

/** An address that is not to be given to a device, and the key that it stands under. */
interface Taken {
  readonly key: string;
  readonly address: string;
}

/** What `dhcp: pihole` needs of the other keys. */
export function checkDhcp({ cluster, nodes }: PartialSpec, taken: readonly Taken[]): RuleFinding[] {
  if (cluster.dhcp !== "pihole") return [];
  return [
    ...checkRange(cluster, nodes.length, taken),
    ...checkRouter(cluster.dhcpPool),
    ...checkDomain(cluster),
  ];
}

function checkRange(
  { dhcpRange, subnet, gateway }: PartialSpec["cluster"],
  nodes: number,
  taken: readonly Taken[],
): RuleFinding[] {
  if (dhcpRange === undefined || !subnet) return [];
  const expected = `two host addresses in ${subnet} with a hyphen between them, the lower one first`;
  const fix = "pulumi config set dhcpRange FROM-TO";
  const wrong = (found: string, wanted = expected): RuleFinding[] => [
    { key: "dhcpRange", found, expected: wanted, fix },
  ];
  if (dhcpRange === "") return wrong("nothing, with dhcp: pihole");
  const range = parseRange(dhcpRange);
  const network = ipaddr.IPv4.parseCIDR(subnet);
  const outside = [range.from, range.to]
    .map(addressText)
    .find((end) => !ipaddr.IPv4.parse(end).match(network));
  if (outside !== undefined) return wrong(`${dhcpRange}, and ${outside} is outside the subnet`);
  if (range.from > range.to) return wrong(`${dhcpRange}, which ends before it begins`);
  const bounds = [
    ipaddr.IPv4.networkAddressFromCIDR(subnet).toString(),
    ipaddr.IPv4.broadcastAddressFromCIDR(subnet).toString(),
  ];
  if (bounds.some((bound) => inRange(bound, range)))
    return wrong(`${dhcpRange}, with the subnet's own network or broadcast address in it`);
  if (nodes > 0 && !everyNodeHasPart(range, nodes))
    return wrong(`${dhcpRange}, which is too small`, `at least one address for each of the ${nodes} nodes`);
  const router = gateway ? [{ key: "gateway", address: gateway }] : [];
  return [...taken, ...router]
    .filter(({ address }) => inRange(address, range))
    .flatMap(({ key, address }) =>
      wrong(
        `${dhcpRange}, with ${address} in it, which is ${key}`,
        "a range without an address of the cluster or the router",
      ),
    );
}

const everyNodeHasPart = (range: ReturnType<typeof parseRange>, nodes: number): boolean =>
  Array.from({ length: nodes }, (_, place) => partsOf(range, place, nodes).own).every(
    ({ from, to }) => from <= to,
  );

const checkRouter = (dhcpPool: string | undefined): RuleFinding[] =>
  dhcpPool
    ? [
        {
          key: "dhcpPool",
          found: `${dhcpPool}, which the router hands out, with dhcp: pihole`,
          expected: "nothing: one DHCP server alone gives addresses",
          fix: "switch the router's DHCP server off (docs/dhcp.md), then: pulumi config rm dhcpPool",
        },
      ]
    : [];

/** Unbound answers the names of the signed zone; those of devices would not be found there. */
const checkDomain = ({ dhcpDomain, localZone }: PartialSpec["cluster"]): RuleFinding[] =>
  dhcpDomain && localZone && isInZone(dhcpDomain, localZone)
    ? [
        {
          key: "dhcpDomain",
          found: `${dhcpDomain}, which is in localZone ${localZone}`,
          expected: "a domain outside the signed zone",
          fix: "pulumi config set dhcpDomain lan",
        },
      ]
    : [];
