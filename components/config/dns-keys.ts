import { z } from "zod";
import { integer, key } from "./key";
import { domainName, reverseZone, serverAddress, Unreadable } from "./dns-names";
import { readDnsRecord, recordForm } from "./dns-records";

/** A zone whose names other resolvers answer, each ADDRESS@PORT. */
export interface ForwardZone {
  readonly zone: string;
  readonly to: readonly string[];
}

/** Names that may always resolve to private addresses: Plex gives its servers names of their addresses in the LAN. */
export const alwaysPrivate: readonly string[] = ["plex.direct"];

/** One text is a list of one: `pulumi config set` writes it. */
const several = <S extends z.ZodType>(item: S) =>
  z.preprocess((value) => (typeof value === "string" && value !== "" ? [value] : value), z.array(item));

/** An element that is read by hand; what is wrong with it is told for itself, and not for the whole list. */
const read = <I extends z.ZodType, T>(input: I, parse: (value: z.output<I>) => T | Unreadable) =>
  input.transform((value, context): T => {
    const parsed = parse(value);
    if (!(parsed instanceof Unreadable)) return parsed;
    context.addIssue({ code: "custom", message: parsed.expected });
    return z.NEVER;
  });

/** Any spelling is read; the value is in lower case, without a dot at the end. */
export const dnsName = read(
  z.string(),
  (text) => domainName(text) ?? new Unreadable("a domain name, in ASCII (xn--… for others)"),
);

// Pulumi's engine takes a date in YAML for a point in time, and hands that over.
const date = z.union([z.string(), z.date()]).transform((value, context) => {
  const text = typeof value === "string" ? value.slice(0, 10) : value.toISOString().slice(0, 10);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text)) return text;
  context.addIssue({ code: "custom", message: "a date, YYYY-MM-DD" });
  return z.NEVER;
});

const forwardShape = z.strictObject({ zone: z.string(), to: several(z.string()) });

function forwardZone(given: z.output<typeof forwardShape>): ForwardZone | Unreadable {
  const zone = given.zone.includes("/") ? reverseZone(given.zone) : domainName(given.zone);
  if (zone === undefined)
    return new Unreadable("a zone that is a domain name, or a subnet that ends in /8, /16 or /24");
  const to = given.to.map(serverAddress).filter((address) => address !== undefined);
  if (to.length === 0 || to.length < given.to.length)
    return new Unreadable(`for ${zone} one resolver or more to ask, each ADDRESS or ADDRESS@PORT (IPv4)`);
  return { zone, to };
}

// dnsmasq reads a line of at most 1,024 characters.
const line = z.string().refine((text) => /^[\x20-\x7e]{1,1000}$/.test(text) && text.trim() !== "");

/** Keys of what the house's DNS answers by itself, or asks elsewhere. A change of one restarts and drains nothing. */
export const dnsKeys = {
  privateDomains: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Domains whose names may have private addresses. All others are protected against DNS rebinding.",
    schema: several(dnsName),
    expected: `a list of domains whose names may have private addresses; ${alwaysPrivate.join(", ")} always may`,
    example: "[home.example]",
    default: [],
    costs: [],
  }),
  dnssecExceptions: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "Domains that are not validated until the end of a day, because their DNSSEC is broken.",
    schema: z.array(z.strictObject({ name: dnsName, until: date })),
    expected:
      "a list of domains that are not validated until a day is over, each {name: NAME, until: YYYY-MM-DD}",
    example: "[{name: broken.example, until: 2027-01-31}]",
    default: [],
    costs: [],
  }),
  records: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Local DNS records. One with a wildcard answers for every name below that has no record of its own.",
    schema: several(read(z.string(), readDnsRecord)),
    expected: `a list of records, each ${recordForm}`,
    example: '["nas.home.example A 192.168.8.20", "*.apps.home.example A 192.168.8.20"]',
    default: [],
    costs: [],
  }),
  forwardZones: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "Zones that other resolvers answer, such as the router for the names of its DHCP leases.",
    schema: z.array(read(forwardShape, forwardZone)),
    expected: "a list of zones that other resolvers answer, each {zone: NAME or SUBNET, to: [ADDRESS]}",
    example: "[{zone: home.arpa, to: [192.168.8.1]}, {zone: 192.168.8.0/24, to: [192.168.8.1]}]",
    default: [],
    costs: [],
  }),
  localZone: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "A zone of the house that is signed with DNSSEC: `records` below it are in it. Empty if there is none.",
    schema: z.union([z.literal(""), dnsName]),
    expected: 'a domain name, or ""',
    example: "home.arpa",
    default: "",
    costs: ["drain", "agent"],
  }),
  dnssecKey: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "Which key signs `localZone`. The next number is the next key; go up by one at a time.",
    schema: integer(1, 9_999),
    expected: "a number from 1 to 9999",
    example: "2",
    default: 1,
    costs: [],
  }),
  dnsmasqLines: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "Further lines for Pi-hole's dnsmasq. Another node takes the VIP before Pi-hole restarts.",
    schema: several(line),
    expected: "a list of lines of dnsmasq's configuration file",
    example: '["filter-AAAA"]',
    default: [],
    costs: ["pihole"],
  }),
} as const;
