import { isInZone, withoutWildcard } from "./dns-names";
import { checkLocalZone } from "./local-zone-rules";
import type { DnsRecord } from "./dns-records";
import type { NodePlan, PartialSpec } from "./types";
import type { RuleFinding } from "./problem";

/** The rules of local records, forwarded zones and exceptions, and of lines for dnsmasq. */
export function checkDns(spec: PartialSpec): RuleFinding[] {
  const exceptions = spec.cluster.dnssecExceptions ?? [];
  return [
    ...checkRecords(spec.cluster.records ?? []),
    ...checkForwardZones(spec),
    ...checkTwice("privateDomains", spec.cluster.privateDomains ?? []),
    ...checkTwice(
      "dnssecExceptions",
      exceptions.map(({ name }) => name),
    ),
    ...checkLines(spec.cluster.dnsmasqLines ?? []),
    ...checkLocalZone(spec.cluster),
  ];
}

function checkTwice(key: string, values: readonly string[]): RuleFinding[] {
  return values.flatMap((value, i) =>
    values.indexOf(value) === i
      ? []
      : [
          {
            key: `${key}[${i}]`,
            found: `${value} twice`,
            expected: "each once",
            fix: "take the second one out",
          },
        ],
  );
}

function checkRecords(records: readonly DnsRecord[]): RuleFinding[] {
  const texts = records.map(({ name, type, data }) => `${name} ${type} ${data}`);
  return [
    ...checkTwice("records", texts),
    ...records.flatMap((record, i) => checkRecord(record, `records[${i}]`, records)),
  ];
}

function checkRecord({ name, type, data }: DnsRecord, key: string, all: readonly DnsRecord[]): RuleFinding[] {
  if (isInZone(withoutWildcard(name), "pi.hole"))
    return [{ key, found: name, expected: "another name: Pi-hole answers for pi.hole itself" }];
  if (type !== "CNAME") return [];
  const others = all.filter((other) => other.name === name && (other.type !== type || other.data !== data));
  if (others.length > 0)
    return [
      {
        key,
        found: `a CNAME of ${name}, which has ${others.map((other) => other.type).join(", ")} as well`,
        expected: "a CNAME alone: a name that has one has no other record",
      },
    ];
  return leadsBack(name, all)
    ? [{ key, found: `${name}, whose CNAME leads back to it`, expected: "a CNAME that ends at a record" }]
    : [];
}

function leadsBack(name: string, all: readonly DnsRecord[]): boolean {
  const next = (from: string) =>
    all.find((record) => record.type === "CNAME" && record.name === from)?.data.slice(0, -1);
  const seen = new Set<string>();
  for (let at = next(name); at !== undefined && !seen.has(at); at = next(at)) {
    if (at === name) return true;
    seen.add(at);
  }
  return false;
}

function checkForwardZones({ cluster, nodes }: PartialSpec): RuleFinding[] {
  const zones = cluster.forwardZones ?? [];
  const own = new Map(
    nodes.flatMap((node) =>
      (["host", "podAddress", "unboundAddress"] as const).map((key) => [node[key], `${key} of ${node.name}`]),
    ),
  );
  own.set(cluster.vip, "the vip");
  return [
    ...checkTwice(
      "forwardZones",
      zones.map(({ zone }) => zone),
    ),
    ...zones.flatMap(({ to }, i) =>
      to.flatMap((server): RuleFinding[] => {
        const whose = own.get(server.split("@")[0]);
        if (whose === undefined) return [];
        const expected = "a resolver that is no part of the cluster: it would ask itself, or not be reached";
        return [{ key: `forwardZones[${i}].to`, found: `${server}, ${whose}`, expected }];
      }),
    ),
  ];
}

/** Options of dnsmasq that would take DNS down, or that the program or Pi-hole sets itself; and what to use instead. */
const taken: Readonly<Record<string, string>> = {
  port: "no other port: clients ask at 53",
  "listen-address": "no other address: Pi-hole listens at every one of its pod's",
  interface: "no other interface: Pi-hole listens at every one of its pod's",
  "except-interface": "no other interface: Pi-hole listens at every one of its pod's",
  "bind-interfaces": "no other interface: Pi-hole listens at every one of its pod's",
  "bind-dynamic": "no other interface: Pi-hole listens at every one of its pod's",
  "conf-file": "lines, and no file: nodes could have different ones",
  "conf-dir": "lines, and no folder: nodes could have different ones",
  "servers-file": "forwardZones, which change without a restart",
  "resolv-file": "resolver and forwardTo, or forwardZones",
  "no-hosts": "Pi-hole's own local records stay",
  user: "Pi-hole's own user",
  group: "Pi-hole's own group",
  "pid-file": "Pi-hole's own file",
  "log-facility": "Pi-hole's own log",
  "no-daemon": "Pi-hole starts dnsmasq itself",
  "keep-in-foreground": "Pi-hole starts dnsmasq itself",
};

function checkLines(lines: readonly string[]): RuleFinding[] {
  return lines.flatMap((text, i): RuleFinding[] => {
    const option = text.split("=")[0]!.trim();
    const base = { key: `dnsmasqLines[${i}]`, found: text };
    if (/^(enable-)?(dhcp|ra-|tftp|pxe)/.test(option))
      return [
        {
          ...base,
          expected: "no DHCP: Pi-hole's container has not the right to serve it, and would not start",
        },
      ];
    const instead = Object.hasOwn(taken, option) ? taken[option] : undefined;
    return instead === undefined ? [] : [{ ...base, expected: instead }];
  });
}

/** The exceptions that hold on that day (YYYY-MM-DD). */
export const exceptionsOn = (
  { cluster }: Pick<NodePlan, "cluster">,
  today: string,
): NodePlan["cluster"]["dnssecExceptions"] => cluster.dnssecExceptions.filter(({ until }) => until >= today);

/** What a person has to know of the config although it is valid, one thing a text. */
export const dnsWarnings = ({ cluster, unvalidated }: Pick<NodePlan, "cluster" | "unvalidated">): string[] =>
  cluster.dnssecExceptions
    .filter(({ name }) => !unvalidated.includes(name))
    .map(
      ({ name, until }) =>
        `dnssecExceptions: the one for ${name} ended on ${until}: with an update, ${name} is validated again. ` +
        "Take it out, or give it a later day if the domain is still broken. Then update every node.",
    );
