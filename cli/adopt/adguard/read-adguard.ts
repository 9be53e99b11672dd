import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import type { FoundContent, Left } from "../../../runtime/contract/adoption";
import { errorText } from "../../../runtime/contract/error-text";
import { readRewrites, rewriteSchema } from "./rewrites";
import { readRules } from "./adguard-rules";
import { restLeft } from "./rest";

const filter = z.object({ enabled: z.boolean(), url: z.string(), name: z.string().default("") });
const filters = z.array(filter).nullish();
const texts = z.array(z.string()).nullish();
const client = z.looseObject({
  name: z.string(),
  ids: texts,
  tags: texts,
  use_global_settings: z.boolean().default(true),
  filtering_enabled: z.boolean().default(true),
});

/** The parts that are taken over; older files have some of them in `dns`. */
const schema = z.looseObject({
  filters,
  whitelist_filters: filters,
  user_rules: texts,
  filtering: z
    .looseObject({
      rewrites: z.array(rewriteSchema).nullish(),
      protection_enabled: z.boolean().nullish(),
      blocking_mode: z.string().nullish(),
      blocked_response_ttl: z.number().nullish(),
    })
    .nullish(),
  dns: z.looseObject({
    rewrites: z.array(rewriteSchema).nullish(),
    protection_enabled: z.boolean().nullish(),
    blocking_mode: z.string().nullish(),
    blocked_response_ttl: z.number().nullish(),
  }),
  clients: z.union([z.array(client), z.looseObject({ persistent: z.array(client).nullish() })]).nullish(),
});

type Config = z.infer<typeof schema>;

const everybody = "Default";

/** Reads an AdGuardHome.yaml, and the static leases beside it. Throws if it is none. */
export function readAdGuard(file: string, text: string): FoundContent {
  const config = configIn(file, text);
  const rules = readRules(config.user_rules ?? []);
  const rewrites = readRewrites(config.filtering?.rewrites ?? config.dns.rewrites ?? []);
  const clients = clientsOf(config);
  const leases = leasesBeside(file);
  const hosts = [...rewrites.hosts, ...rules.hosts];
  const groups = [everybody, ...clients.tags].map((name) => ({
    name,
    comment: name === everybody ? "The default group" : "A tag of AdGuard Home's",
    enabled: true,
    isDefault: name === everybody,
  }));
  return {
    from: path.basename(file),
    groups,
    lists: listsOf(config),
    domains: rules.domains.map((domain) => ({
      ...domain,
      comment: "From AdGuard Home's rules",
      enabled: true,
      groups: [everybody],
    })),
    clients: clients.rows,
    settings: {
      "dns.hosts": { value: hosts, changed: hosts.length > 0 },
      "dns.cnameRecords": { value: rewrites.aliases, changed: rewrites.aliases.length > 0 },
      "dhcp.hosts": { value: leases, changed: leases.length > 0 },
      ...settingsOf(config),
    },
    left: [...rules.left, ...rewrites.left, ...clients.left, ...restLeft(config), ...blockingLeft(config)],
  };
}

function configIn(file: string, text: string): Config {
  try {
    const { data, error } = schema.safeParse(parse(text, { maxAliasCount: 0 }));
    if (data && "schema_version" in data) return data;
    throw new Error(error ? z.prettifyError(error) : "it has no schema_version");
  } catch (error) {
    throw new Error(`${file}: not settings of an AdGuard Home: ${errorText(error)}`, { cause: error });
  }
}

const listsOf = ({ filters, whitelist_filters }: Config): NonNullable<FoundContent["lists"]> =>
  [
    ...(filters ?? []).map((each) => ({ ...each, type: "block" as const })),
    ...(whitelist_filters ?? []).map((each) => ({ ...each, type: "allow" as const })),
  ].map(({ url, name, enabled, type }) => ({
    address: /^[a-z]+:\/\//i.test(url) ? url : `file://${url}`,
    type,
    comment: name || null,
    enabled,
    groups: [everybody],
  }));

function clientsOf({ clients }: Config) {
  const all = (Array.isArray(clients) ? clients : clients?.persistent) ?? [];
  const tags = new Set<string>();
  const left: Left[] = [];
  const rows = all.flatMap(({ name, ids, tags: own, use_global_settings, filtering_enabled, ...rest }) => {
    (own ?? []).forEach((tag) => tags.add(tag));
    const more = restOfClient(rest);
    if (more.length > 0)
      left.push({
        what: `client ${name}: ${more.join(", ")}`,
        why: "a Pi-hole has groups of lists and domains alone",
      });
    // A client in no group is not filtered.
    const filtered = use_global_settings || filtering_enabled;
    return (ids ?? []).flatMap((id) => {
      if (!isAddress(id)) {
        left.push({
          what: `client ${name}: ${id}`,
          why: "a Pi-hole knows clients by IP address, network or MAC address",
        });
        return [];
      }
      return [{ client: id, comment: name, groups: filtered ? [everybody, ...(own ?? [])] : [] }];
    });
  });
  return { rows, tags: [...tags].sort(), left };
}

/** An IP address, a network, or a MAC address. */
const isAddress = (id: string): boolean => /^[0-9a-f:.]+(\/\d+)?$/i.test(id) && /[.:]/.test(id);

const switches = ["parental_enabled", "safebrowsing_enabled", "ignore_querylog"];

/** What else has been set for one client. */
function restOfClient({
  safe_search,
  blocked_services,
  upstreams,
  ...rest
}: Record<string, unknown>): string[] {
  const on = (value: unknown): boolean =>
    value === true ||
    (typeof value === "object" && value !== null && "enabled" in value && value.enabled === true);
  const services = Array.isArray(blocked_services)
    ? blocked_services
    : ((blocked_services as { ids?: unknown } | undefined)?.ids ?? []);
  return [
    ...(on(safe_search) ? ["safe search"] : []),
    ...((services as unknown[]).length > 0
      ? [`blocked services (${(services as unknown[]).join(" ")})`]
      : []),
    ...(Array.isArray(upstreams) && upstreams.length > 0 ? ["upstreams of its own"] : []),
    ...switches.filter((key) => rest[key] === true),
  ];
}

const modes: Readonly<Record<string, string>> = { default: "NULL", null_ip: "NULL", nxdomain: "NX" };

function settingsOf({ filtering, dns }: Config): FoundContent["settings"] {
  const mode = filtering?.blocking_mode ?? dns.blocking_mode ?? "default";
  const seconds = filtering?.blocked_response_ttl ?? dns.blocked_response_ttl;
  return {
    ...(modes[mode] ? { "dns.blocking.mode": { value: modes[mode], changed: mode !== "default" } } : {}),
    ...(typeof seconds === "number" ? { "dns.blockTTL": { value: seconds, changed: true } } : {}),
  };
}

function blockingLeft({ filtering, dns }: Config): Left[] {
  const mode = filtering?.blocking_mode ?? dns.blocking_mode ?? "default";
  const on = filtering?.protection_enabled ?? dns.protection_enabled ?? true;
  return [
    ...(modes[mode]
      ? []
      : [{ what: `blocking_mode ${mode}`, why: "a Pi-hole blocks with NULL, NX, NODATA or its address" }]),
    ...(on
      ? []
      : [{ what: "protection_enabled", why: "it is off there; in the cluster blocking stays as it is" }]),
  ];
}

const leaseFile = z.object({
  leases: z.array(
    z.object({
      ip: z.string(),
      mac: z.string(),
      hostname: z.string().default(""),
      static: z.boolean().default(false),
    }),
  ),
});

/**
 * Where static leases are, seen from the settings: AdGuard Home keeps both in its own folder. Its Docker image has the
 * settings in /opt/adguardhome/conf and the leases in /opt/adguardhome/work/data. Others keep the settings in a
 * subfolder of AdGuard Home's own.
 */
const leasePlaces = ["data/leases.json", "../work/data/leases.json", "../data/leases.json"];

/** The static leases that belong to a settings file. Throws if their file is damaged. */
function leasesBeside(file: string): string[] {
  const folder = path.dirname(file);
  const at = leasePlaces.map((place) => path.join(folder, place)).find((each) => existsSync(each));
  if (at === undefined) return [];
  const { data } = leaseFile.safeParse(JSON.parse(readFileSync(at, "utf8")));
  if (!data) throw new Error(`${at}: not leases of an AdGuard Home`);
  return data.leases
    .filter((lease) => lease.static)
    .map(({ mac, ip, hostname }) => [mac, ip, hostname].filter(Boolean).join(","));
}
