import { unboundPort } from "../../runtime/contract/names";
import { isInZone, withoutWildcard } from "../config/dns-names";
import type { NodePlan } from "../config/plan";
import { dhcpLines } from "./dhcp-files";
import { handMade, lines } from "./text";

/** Read again on SIGHUP, while Pi-hole runs. */
export const serversFile = "servers";
/** Read when Pi-hole starts. */
export const baseFile = "10-ha-dns.conf";

/** What the program needs of Pi-hole's dnsmasq. */
export const dnsmasqBase = lines(
  handMade,
  "# Each query goes to all Unbounds, and the first answer wins: a resolver that has just died costs no client a query,",
  "# and the caches of all nodes are warm when one takes over.",
  "all-servers",
  "# While the internet is slow, questions pile up: 150 of them, dnsmasq's own limit, are a busy household's in a second",
  "# or two, and each further one would be refused.",
  "dns-forward-max=1000",
  "# Unbound validates, and clients may rely on it (SSHFP, DANE).",
  "proxy-dnssec",
  "# For clients that ask for large answers; others get them over TCP.",
  "edns-packet-max=4096",
  "# Which names Unbound answers although Pi-hole would do so by itself.",
  `servers-file=/etc/dnsmasq.d/${serversFile}`,
);

/** What Pi-hole's dnsmasq reads when it starts, by file. */
export const renderDnsmasq = (plan: NodePlan): Readonly<Record<string, string>> => ({
  [baseFile]: dnsmasqBase,
  "50-config.conf": lines(handMade, plan.cluster.dnsmasqLines, dhcpLines(plan)),
});

/**
 * Which names Pi-hole leaves to Unbound: it would answer those of home.arpa, of its own local domain and of private
 * reverse lookups by itself. In dnsmasq's words, `#` is "the servers that all other names are asked from"; for reverse
 * lookups it takes only servers that are named.
 */
export function renderServers({ cluster, node, peers }: NodePlan): string {
  const zones = cluster.forwardZones.map(({ zone }) => zone);
  const reverse = zones.filter((zone) => isInZone(zone, "in-addr.arpa"));
  const wildcards = cluster.records.map(({ name }) => name).filter((name) => name.startsWith("*."));
  const whole = [
    ...zones.filter((zone) => !reverse.includes(zone)),
    ...wildcards.map(withoutWildcard),
    ...(cluster.localZone === "" ? [] : [cluster.localZone]),
  ];
  const names = [...whole, ...cluster.records.map(({ name }) => withoutWildcard(name))];
  const unbounds = [node, ...peers].map(({ unboundAddress }) => `${unboundAddress}#${unboundPort}`);
  const servers = [
    ...[...names, ...whole.flatMap(everyNameBelow)].map((pattern) => `server=/${pattern}/#`),
    ...reverse.flatMap((zone) => unbounds.map((unbound) => `server=/${zone}/${unbound}`)),
  ];
  return lines(handMade, [...new Set(servers)].sort());
}

/**
 * Pi-hole says `local=/home.arpa/` of some zones, and dnsmasq prefers that to a server of the very same zone, but not
 * to one of a longer name. So these patterns are longer: between them they match the end of every name below the zone.
 */
const everyNameBelow = (zone: string): string[] =>
  [..."abcdefghijklmnopqrstuvwxyz0123456789-_"].map((last) => `*${last}.${zone}`);
