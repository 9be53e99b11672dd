import type { Left } from "../../../runtime/contract/adoption";
import type { Settings } from "./found-settings";

/** What a Pi-hole v5 kept its settings in; a file that is not there is undefined. */
export interface V5Files {
  readonly customList: string | undefined;
  readonly aliases: string | undefined;
  readonly leases: string | undefined;
  readonly setupVars: string | undefined;
  readonly ftlConf: string | undefined;
}

/** The settings of Pi-hole v6 that these files come to, as Pi-hole's own update makes them. */
export function settingsOfV5(files: V5Files): { settings: Settings; left: Left[] } {
  const settings: Settings = {};
  const set = (key: string, value: unknown): void => void (settings[key] = { value, changed: true });
  if (files.customList !== undefined) set("dns.hosts", records(files.customList));
  if (files.aliases !== undefined) set("dns.cnameRecords", valuesOf(files.aliases, "cname"));
  if (files.leases !== undefined) set("dhcp.hosts", valuesOf(files.leases, "dhcp-host"));
  const left = [
    ...taken("setupVars.conf", files.setupVars, setupVars, set),
    ...taken("pihole-FTL.conf", files.ftlConf, ftlConf, set),
  ];
  return { settings, left };
}

const content = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/** Lines such as `192.168.8.9 nas nas.home`, with one blank between their words. */
const records = (text: string): string[] => content(text).map((line) => line.replace(/\s+/g, " "));

const valuesOf = (text: string, key: string): string[] =>
  content(text).flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));

type Value = string | boolean | number | readonly string[];
/** Gives v6's settings for v5's values by name; undefined if the value is not valid. */
type Rule = (value: string, all: ReadonlyMap<string, string>) => Readonly<Record<string, Value>> | undefined;

const flag = (...keys: string[]): Rule => {
  return (value) =>
    /^(true|false)$/i.test(value)
      ? Object.fromEntries(keys.map((key) => [key, value.toLowerCase() === "true"]))
      : undefined;
};

function conditionalForwarding(active: string, all: ReadonlyMap<string, string>): Record<string, Value> {
  const [cidr, target, domain] = ["CIDR", "TARGET", "DOMAIN"].map((name) => all.get(`REV_SERVER_${name}`));
  const parts = [active.toLowerCase(), cidr, target, domain].filter(Boolean);
  return { "dns.revServers": cidr && target ? [parts.join(",")] : [] };
}

const part: Rule = () => ({});

const setupVars: Readonly<Record<string, Rule>> = {
  PIHOLE_DOMAIN: (value) => ({ "dns.domain.name": value }),
  DNS_FQDN_REQUIRED: flag("dns.domainNeeded", "dns.expandHosts"),
  DNS_BOGUS_PRIV: flag("dns.bogusPriv"),
  HOSTRECORD: (value) => ({ "dns.hostRecord": value }),
  QUERY_LOGGING: flag("dns.queryLogging"),
  REV_SERVER: conditionalForwarding,
  REV_SERVER_CIDR: part,
  REV_SERVER_TARGET: part,
  REV_SERVER_DOMAIN: part,
};

const modes: Readonly<Record<string, string>> = {
  NULL: "NULL",
  NXDOMAIN: "NX",
  NODATA: "NODATA",
  IP: "IP",
  "IP-NODATA-AAAA": "IP_NODATA_AAAA",
};

const ftlConf: Readonly<Record<string, Rule>> = {
  PRIVACYLEVEL: (value) => (/^[0-3]$/.test(value) ? { "misc.privacylevel": Number(value) } : undefined),
  BLOCKINGMODE: (value) => (modes[value] ? { "dns.blocking.mode": modes[value] } : undefined),
  BLOCK_TTL: (value) => (/^\d+$/.test(value) ? { "dns.blockTTL": Number(value) } : undefined),
  CNAME_DEEP_INSPECT: flag("dns.CNAMEdeepInspect"),
  BLOCK_ESNI: flag("dns.blockESNI"),
  EDNS0_ECS: flag("dns.EDNS0ECS"),
};

/** Sets what a file's rules make of it. Gives the names that have no rule, in one line. */
function taken(
  file: string,
  text: string | undefined,
  rules: Readonly<Record<string, Rule>>,
  set: (key: string, value: Value) => void,
): Left[] {
  if (text === undefined) return [];
  const all = new Map(
    content(text).flatMap((line): [string, string][] => {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name.trim(), (value ?? "").trim()]];
    }),
  );
  const unknown: string[] = [];
  for (const [name, value] of all) {
    const made = rules[name]?.(value, all);
    if (made === undefined) unknown.push(name);
    else for (const [key, each] of Object.entries(made)) set(key, each);
  }
  if (unknown.length === 0) return [];
  const why = "the deployment sets it, it belongs to one node, or Pi-hole v6 has no such setting";
  return [{ what: `${file}: ${unknown.join(", ")}`, why }];
}
