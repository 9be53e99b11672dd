import { checkCnames, checkDomain, checkDomainOrEmpty, checkHosts, checkRevServers } from "./checks";
import { item, type Item, type ItemType, type Value } from "./item";

/*
 * Every setting of FTL 6.4, in FTL's order (a PATCH reports the first problem in this order).
 * What the stand-in has no use for is kept, so that reading, writing and comparing configs is as with the real one.
 */
const restart = { restart: true } as const;
const bool = (key: string, value: boolean, traits = {}): Item => item(key, "boolean", value, traits);
const uint = (key: string, value: number, traits = {}): Item => item(key, "unsigned integer", value, traits);
const text = (key: string, value: string, traits = {}): Item => item(key, "string", value, traits);
const list = (key: string, traits = {}): Item => item(key, "string array", [], traits);
const ip = (key: string, type: ItemType = "IPv4 address", traits = {}): Item => item(key, type, "", traits);
const oneOf = (key: string, value: Value, allowed: readonly string[], traits = {}): Item =>
  item(key, "enum (string)", value, { allowed, ...traits });

const dns: readonly Item[] = [
  list("dns.upstreams", restart),
  bool("dns.CNAMEdeepInspect", true),
  bool("dns.blockESNI", true),
  bool("dns.EDNS0ECS", true),
  bool("dns.ignoreLocalhost", false),
  bool("dns.showDNSSEC", true),
  bool("dns.analyzeOnlyAandAAAA", false),
  oneOf("dns.piholePTR", "PI.HOLE", ["NONE", "HOSTNAME", "HOSTNAMEFQDN", "PI.HOLE"], restart),
  oneOf("dns.replyWhenBusy", "ALLOW", ["BLOCK", "ALLOW", "REFUSE", "DROP"]),
  uint("dns.blockTTL", 2),
  list("dns.hosts", { check: checkHosts }),
  bool("dns.domainNeeded", false, restart),
  bool("dns.expandHosts", false, restart),
  text("dns.domain.name", "lan", { ...restart, check: checkDomainOrEmpty }),
  bool("dns.domain.local", true, restart),
  bool("dns.bogusPriv", true, restart),
  bool("dns.dnssec", false, restart),
  text("dns.interface", "", restart),
  text("dns.hostRecord", "", restart),
  oneOf("dns.listeningMode", "LOCAL", ["LOCAL", "SINGLE", "BIND", "ALL", "NONE"], restart),
  bool("dns.queryLogging", true, restart),
  list("dns.cnameRecords", { ...restart, check: checkCnames }),
  item("dns.port", "unsigned integer (16 bit)", 53, restart),
  bool("dns.localise", true, restart),
  list("dns.revServers", { ...restart, check: checkRevServers }),
  uint("dns.cache.size", 10000, restart),
  item("dns.cache.optimizer", "integer", 3600, restart),
  uint("dns.cache.upstreamBlockedTTL", 86400),
  bool("dns.blocking.active", true),
  oneOf("dns.blocking.mode", "NULL", ["NULL", "IP_NODATA_AAAA", "IP", "NX", "NODATA"]),
  oneOf("dns.blocking.edns", "TEXT", ["NONE", "CODE", "TEXT"]),
  bool("dns.specialDomains.mozillaCanary", true),
  bool("dns.specialDomains.iCloudPrivateRelay", true),
  bool("dns.specialDomains.designatedResolver", true),
  bool("dns.reply.host.force4", false),
  ip("dns.reply.host.IPv4"),
  bool("dns.reply.host.force6", false),
  ip("dns.reply.host.IPv6", "IPv6 address"),
  bool("dns.reply.blocking.force4", false),
  ip("dns.reply.blocking.IPv4"),
  bool("dns.reply.blocking.force6", false),
  ip("dns.reply.blocking.IPv6", "IPv6 address"),
  uint("dns.rateLimit.count", 1000),
  uint("dns.rateLimit.interval", 60),
];

const dhcp: readonly Item[] = [
  bool("dhcp.active", false, restart),
  ip("dhcp.start", "IPv4 address", restart),
  ip("dhcp.end", "IPv4 address", restart),
  ip("dhcp.router", "IPv4 address", restart),
  ip("dhcp.netmask", "IPv4 address", restart),
  text("dhcp.leaseTime", "", restart),
  bool("dhcp.ipv6", false, restart),
  bool("dhcp.rapidCommit", false, restart),
  bool("dhcp.multiDNS", false, restart),
  bool("dhcp.logging", false, restart),
  bool("dhcp.ignoreUnknownClients", false, restart),
  list("dhcp.hosts", restart),
];

const ntp: readonly Item[] = [
  bool("ntp.ipv4.active", true, restart),
  ip("ntp.ipv4.address", "IPv4 address", restart),
  bool("ntp.ipv6.active", true, restart),
  ip("ntp.ipv6.address", "IPv6 address", restart),
  bool("ntp.sync.active", true, restart),
  text("ntp.sync.server", "pool.ntp.org"),
  uint("ntp.sync.interval", 3600),
  uint("ntp.sync.count", 8),
  bool("ntp.sync.rtc.set", false),
  text("ntp.sync.rtc.device", ""),
  bool("ntp.sync.rtc.utc", true),
];

const rest: readonly Item[] = [
  bool("resolver.resolveIPv4", true),
  bool("resolver.resolveIPv6", true),
  bool("resolver.networkNames", true),
  oneOf("resolver.refreshNames", "IPV4_ONLY", ["IPV4_ONLY", "ALL", "UNKNOWN", "NONE"]),
  bool("database.DBimport", true),
  item("database.maxDBdays", "integer", 91),
  uint("database.DBinterval", 60),
  bool("database.useWAL", true, restart),
  bool("database.network.parseARPcache", true),
  uint("database.network.expire", 91),
];

const defaultHeaders = [
  "X-DNS-Prefetch-Control: off",
  "Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;",
  "X-Frame-Options: DENY",
  "X-XSS-Protection: 0",
  "X-Content-Type-Options: nosniff",
  "Referrer-Policy: strict-origin-when-cross-origin",
];

const webserver: readonly Item[] = [
  text("webserver.domain", "pi.hole", { ...restart, check: checkDomain }),
  text("webserver.acl", "", restart),
  text("webserver.port", "80o,443os,[::]:80o,[::]:443os", restart),
  uint("webserver.threads", 50, restart),
  item("webserver.headers", "string array", defaultHeaders, restart),
  bool("webserver.serve_all", false),
  list("webserver.advancedOpts", restart),
  uint("webserver.session.timeout", 1800),
  bool("webserver.session.restore", true),
  text("webserver.tls.cert", "/etc/pihole/tls.pem", restart),
  uint("webserver.tls.validity", 47),
  text("webserver.paths.webroot", "/var/www/html", restart),
  text("webserver.paths.webhome", "/admin/", restart),
  text("webserver.paths.prefix", "", restart),
  bool("webserver.interface.boxed", true),
  text("webserver.interface.theme", "default-auto"),
  item("webserver.api.max_sessions", "unsigned integer (16 bit)", 16, restart),
  bool("webserver.api.prettyJSON", false),
  text("webserver.api.pwhash", "", { sessionReset: true }),
  item("webserver.api.password", "password (write-only string)", "", { sessionReset: true, writeOnly: true }),
  text("webserver.api.totp_secret", "", { sessionReset: true, writeOnly: true }),
  text("webserver.api.app_pwhash", "", { sessionReset: true }),
  bool("webserver.api.app_sudo", false),
  bool("webserver.api.cli_pw", true, restart),
  list("webserver.api.excludeClients"),
  list("webserver.api.excludeDomains"),
  uint("webserver.api.maxHistory", 86400, restart),
  item("webserver.api.maxClients", "unsigned integer (16 bit)", 10),
  bool("webserver.api.client_history_global_max", true),
  bool("webserver.api.allow_destructive", true),
  item("webserver.api.temp.limit", "double", 60),
  oneOf("webserver.api.temp.unit", "C", ["C", "F", "K"]),
];

const files: readonly Item[] = [
  text("files.pid", "/run/pihole-FTL.pid", restart),
  text("files.database", "/etc/pihole/pihole-FTL.db", restart),
  text("files.gravity", "/etc/pihole/gravity.db", restart),
  text("files.gravity_tmp", "/tmp", restart),
  text("files.macvendor", "/macvendor.db", restart),
  text("files.pcap", "", restart),
  text("files.log.ftl", "/var/log/pihole/FTL.log", restart),
  text("files.log.dnsmasq", "/var/log/pihole/pihole.log", restart),
  text("files.log.webserver", "/var/log/pihole/webserver.log", restart),
];

const misc: readonly Item[] = [
  item("misc.privacylevel", "enum (unsigned integer)", 0, { allowed: [0, 1, 2, 3] }),
  uint("misc.delay_startup", 0),
  item("misc.nice", "integer", -10, restart),
  bool("misc.addr2line", true),
  bool("misc.etc_dnsmasq_d", false, restart),
  list("misc.dnsmasq_lines", restart),
  bool("misc.extraLogging", false, restart),
  bool("misc.readOnly", false, { fileOnly: true }),
  bool("misc.normalizeCPU", true),
  bool("misc.hide_dnsmasq_warn", false),
  bool("misc.check.load", true),
  uint("misc.check.shmem", 90),
  uint("misc.check.disk", 90),
];

const debugTopics =
  "database networking locks queries flags shmem gc arp regex api tls overtime status caps dnssec vectors " +
  "resolver edns0 clients aliasclients events helper config inotify webserver extra reserved ntp netlink timing all";

export const items: readonly Item[] = [
  ...dns,
  ...dhcp,
  ...ntp,
  ...rest,
  ...webserver,
  ...files,
  ...misc,
  ...debugTopics.split(" ").map((topic) => bool(`debug.${topic}`, false)),
];

const byKey = new Map(items.map((each) => [each.key, each]));

/** The setting of that key (`dns.cache.size`), or undefined. */
export const itemOf = (key: string): Item | undefined => byKey.get(key);
