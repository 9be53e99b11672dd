import { files } from "../../runtime/contract/files";
import { revisionName } from "../../runtime/contract/resolver-revision";
import { shortDigest } from "../short-digest";
import { alwaysPrivate, type ForwardZone } from "../config/dns-keys";
import { withoutWildcard } from "../config/dns-names";
import type { NodePlan } from "../config/plan";
import { splitRecords } from "./local-zone-files";
import { handMade, handMadeWords, lines } from "./text";

/** Seconds that clients keep a local record: a changed one is everywhere after that. */
const recordTtl = 60;
const recordsZone = "ha-dns-records";

/**
 * What Unbound answers by itself or asks elsewhere, by file in its folder. It takes these up while it runs
 * (ResolverReload), so a change of them is no reason to drain or restart anything.
 */
export function renderZones(plan: NodePlan): Readonly<Record<string, string>> {
  const records = renderRecords(plan);
  const names = renderNames(plan);
  return {
    "zones/records.zone": records,
    "zones/names.conf": lines(names, revisionRecord(shortDigest(names, records))),
  };
}

/** Equal for equal zones: Unbound answers with it when it has loaded them. */
export const zonesRevision = (plan: NodePlan): string => shortDigest(renderNames(plan), renderRecords(plan));

/** What applies to each domain, as `DOMAIN WORDS`: if one of these comes or goes, what is cached of the domain is old. */
export const zoneSettings = ({ cluster, unvalidated }: NodePlan): string[] => [
  ...cluster.privateDomains.map((name) => `${name} private`),
  ...unvalidated.map((name) => `${name} unvalidated`),
  ...cluster.forwardZones.map(({ zone, to }) => `${zone} asked from ${to.join(" ")}`),
  ...cluster.records.map(({ name, type, data }) => `${withoutWildcard(name)} ${type} ${data}`),
  ...(cluster.localZone === "" ? [] : [`${cluster.localZone} signed with key ${cluster.dnssecKey}`]),
];

function renderNames({ cluster, unvalidated }: NodePlan): string {
  const zones = cluster.forwardZones.map(({ zone }) => zone);
  const { unsigned } = splitRecords(cluster);
  const owners = [...unsigned.map(({ name }) => withoutWildcard(name)), ...zones];
  return lines(
    handMade,
    "server:",
    "    # These may have addresses in the LAN (privateDomains, forwardZones).",
    unique([...alwaysPrivate, ...cluster.privateDomains, ...zones]).map((name) =>
      option("private-domain", name),
    ),
    "    # Not validated: exceptions, and forwarded zones, which the public root does not know.",
    unique([...unvalidated, ...zones]).map((name) => option("domain-insecure", name)),
    "    # Unbound has empty zones of its own, such as home.arpa; what is here is asked for further on.",
    unique(owners).map((name) => `    local-zone: "${name}." transparent`),
    byZone(cluster.forwardZones).flatMap(({ zone, to }) => [
      "forward-zone:",
      `    name: "${zone}."`,
      ...to.map((address) => `    forward-addr: ${address}`),
    ]),
    "# Local records: a response policy zone, because it knows wildcards and aliases as the standard has them.",
    "rpz:",
    `    name: "${recordsZone}."`,
    `    zonefile: "/etc/unbound/zones/records.zone"`,
    cluster.localZone === "" ? [] : signedZone(cluster.localZone),
  );
}

/** Its trust anchors are a file of their own, since they come from the cluster's secret (LocalZone). */
const signedZone = (zone: string): string[] => [
  "# The signed zone: the agent signs it and has it read again, each day and after a change.",
  "server:",
  option("private-domain", zone),
  `    local-zone: "${zone}." transparent`,
  "auth-zone:",
  `    name: "${zone}."`,
  `    zonefile: "${files.localZoneSigned}"`,
  "    # Not given out as it is, but asked for as any other zone is: so it is validated, and the answers have the AD flag.",
  "    for-downstream: no",
  "    for-upstream: yes",
  "    fallback-enabled: no",
];

const option = (name: string, value: string): string => `    ${name}: "${value}"`;

const revisionRecord = (revision: string): string[] => [
  "server:",
  `    local-zone: "${revisionName}." static`,
  `    local-data: '${revisionName}. 0 IN TXT "${revision}"'`,
];

function renderRecords({ cluster }: NodePlan): string {
  const records = splitRecords(cluster).unsigned.map(({ name, type, data }) => `${name} IN ${type} ${data}`);
  return lines(
    `; ${handMadeWords}`,
    `$ORIGIN ${recordsZone}.`,
    `$TTL ${recordTtl}`,
    "@ IN SOA localhost. hostmaster.localhost. 1 3600 600 86400 60",
    "@ IN NS localhost.",
    unique(records),
  );
}

const byZone = (zones: readonly ForwardZone[]): ForwardZone[] =>
  [...zones].sort((a, b) => (a.zone < b.zone ? -1 : 1));

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
