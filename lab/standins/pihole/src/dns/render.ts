import type { Settings } from "../config/store";

/** Where a node's own names (dns.hosts) and those that it blocks are kept: dnsmasq watches the folder, so that a change needs no restart. */
export const hostsFolder = "/etc/pihole/hosts";

/** What of the machine the daemon's config depends on. */
export interface Surroundings {
  /** Names of the network interfaces, loopback included. */
  readonly interfaces: readonly string[];
  /** The interface of the default route, used where `dns.interface` is empty. */
  readonly gatewayInterface: string;
}

/** Renders dnsmasq's config from FTL's settings, with the options that FTL sets for its own dnsmasq. */
export function renderDnsmasq(settings: Settings, around: Surroundings): string {
  const lines = [
    `hostsdir=${hostsFolder}`,
    "no-resolv",
    `port=${settings.number("dns.port")}`,
    ...settings.list("dns.upstreams").map((server) => `server=${server}`),
    `cache-size=${settings.number("dns.cache.size")}`,
    ...optional(settings.flag("dns.localise"), "localise-queries"),
    // Each query is counted from the log. DNS never waits for it: what is not taken in time is lost.
    "log-queries",
    "log-async=100",
    ...optional(settings.flag("dns.bogusPriv"), "bogus-priv"),
    ...optional(settings.flag("dns.domainNeeded"), "domain-needed", "local=//"),
    ...optional(settings.flag("dns.expandHosts"), "expand-hosts"),
    ...optional(settings.flag("dns.dnssec"), "dnssec", ...rootAnchors),
    ...optional(settings.text("dns.hostRecord") !== "", `host-record=${settings.text("dns.hostRecord")}`),
    ...optional(
      settings.number("dns.cache.optimizer") > -1,
      `use-stale-cache=${settings.number("dns.cache.optimizer")}`,
    ),
    ...listening(settings, around),
    ...reverseServers(settings),
    ...ownDomain(settings),
    // FTL answers for itself with the address that the query came to. dnsmasq knows those of the interfaces named
    // here; loopback is not among them, or it would be given to who asks at an address that came later, such as a VIP.
    "local=/pi.hole/",
    ...around.interfaces.filter((name) => name !== "lo").map((name) => `interface-name=pi.hole,${name}`),
    ...settings.list("dns.cnameRecords").map((record) => `cname=${record}`),
    ...["test", "invalid", "bind", "onion"].map((name) => `server=/${name}/`),
    ...specialDomains(settings),
    "address=/localhost/127.0.0.1",
    "address=/localhost/::1",
    ...optional(settings.flag("misc.etc_dnsmasq_d"), "conf-dir=/etc/dnsmasq.d,*.conf"),
    ...settings.list("misc.dnsmasq_lines"),
  ];
  return `${lines.join("\n")}\n`;
}

/** Renders the file that dns.hosts becomes. What is blocked is blocked: it has no address of its own beside that. */
export function renderHosts(hosts: readonly string[], blocked: ReadonlySet<string> = new Set()): string {
  const free = hosts.flatMap((line) => {
    const [address = "", ...names] = line.split("#")[0]!.trim().split(/\s+/);
    if (!names.some((name) => blocked.has(name.toLowerCase()))) return [line];
    const left = names.filter((name) => !blocked.has(name.toLowerCase()));
    return left.length === 0 ? [] : [[address, ...left].join(" ")];
  });
  return free.map((line) => `${line}\n`).join("");
}

/** Renders the file of blocked names: FTL's mode NULL, whatever dns.blocking.mode says. */
export const renderBlocked = (names: Iterable<string>): string =>
  [...names].map((name) => `0.0.0.0 ${name}\n:: ${name}\n`).join("");

const rootAnchors = [
  "trust-anchor=.,20326,8,2,E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
  "trust-anchor=.,38696,8,2,683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
];

/** Names by which browsers and phones ask whether they may go past Pi-hole. FTL takes a change at once; here it waits for a start. */
function specialDomains(settings: Settings): string[] {
  const flag = (name: string) => settings.flag(`dns.specialDomains.${name}`);
  return [
    ...optional(flag("mozillaCanary"), "server=/use-application-dns.net/"),
    ...optional(flag("iCloudPrivateRelay"), "server=/mask.icloud.com/", "server=/mask-h2.icloud.com/"),
    ...optional(flag("designatedResolver"), "server=/resolver.arpa/"),
  ];
}

const optional = (when: boolean, ...lines: string[]): string[] => (when ? lines : []);

function listening(settings: Settings, around: Surroundings): string[] {
  const name = settings.text("dns.interface") || around.gatewayInterface;
  switch (settings.text("dns.listeningMode")) {
    case "LOCAL":
      return ["local-service"];
    case "ALL":
      return ["except-interface=nonexisting"];
    case "SINGLE":
      return [`interface=${name}`];
    case "BIND":
      return [`interface=${name}`, "bind-interfaces"];
    default:
      return [];
  }
}

/** Each entry is `enabled,network[/prefix],server[#port][,domain]`. */
function reverseServers(settings: Settings): string[] {
  return settings.list("dns.revServers").flatMap((entry) => {
    const [enabled, network, server, domain] = entry.split(",");
    if (enabled !== "true") return [];
    return [
      `rev-server=${network},${server}`,
      ...optional(Boolean(domain), `server=/${domain}/${server}`),
      // Names without a dot are asked there too.
      ...optional(!settings.flag("dns.domainNeeded"), `server=//${server}`),
    ];
  });
}

function ownDomain(settings: Settings): string[] {
  const name = settings.text("dns.domain.name");
  const forwarded = settings.list("dns.revServers").map((entry) => entry.split(",")[3]);
  const local = settings.flag("dns.domain.local") && !forwarded.includes(name);
  return [
    ...["home.arpa", "internal"].filter((each) => !forwarded.includes(each)).map((each) => `local=/${each}/`),
    ...optional(name !== "", `domain=${name}`),
    ...optional(name !== "" && local, `local=/${name}/`),
  ];
}
