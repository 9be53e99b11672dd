import ipaddr from "ipaddr.js";
import { z } from "zod";
import { sharedKeys } from "../../runtime/contract/shared-settings";
import { dataKeys } from "./data-keys";
import { dhcpKeys } from "./dhcp-keys";
import { dnsKeys } from "./dns-keys";
import { datasetShape, serviceShape } from "./data-shapes";
import { historyKeys } from "./history-keys";
import { imageKeys } from "./image-keys";
import { address6, ipv6Keys, ipv6NodeKeys } from "./ipv6-keys";
import { address, integer, key, listOf, type Scope } from "./key";
import { notifyKeys } from "./notify-keys";
import { nodeKeys } from "./node-keys";
import { observeKeys } from "./observe-keys";
import { publicNameKeys } from "./public-name-keys";
import { vrrpKeys } from "./vrrp-keys";

/** A letter, then letters, digits and hyphens. */
export const nodeName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);

/** Every config key. A value is a number, a boolean or a list wherever YAML or `pulumi config set` can write it. */
export const keys = {
  nodes: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "The nodes of the cluster, each the name of a stack. The first one is the founder: its stack generates the secrets.",
    schema: listOf(nodeName).pipe(z.array(z.string()).min(1)),
    expected: "a list of node names (a letter, then letters, digits and hyphens)",
    example: "[pi1, pi2]",
    costs: ["drain", "pihole", "keepalived", "agent", "data keeper"],
  }),
  vip: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "The address that clients ask. Free, in `subnet`, outside `dhcpPool`. The earlier one answers too until `releaseVip`.",
    schema: address,
    expected: "an IPv4 address",
    example: "192.168.8.250",
    costs: ["drain", "keepalived", "agent"],
  }),
  subnet: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The LAN's subnet, in which all addresses of the cluster are.",
    schema: z.string().refine((text) => ipaddr.IPv4.isValidCIDRFourPartDecimal(text)),
    expected: "an IPv4 subnet in CIDR notation",
    example: "192.168.8.0/24",
    costs: ["drain", "pod", "unbound", "pihole", "keepalived", "agent"],
  }),
  gateway: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "The router. The pods use it as their default gateway, the data keeper as the arbiter of who may write.",
    schema: address,
    expected: "the router's IPv4 address",
    example: "192.168.8.1",
    costs: ["drain", "pod", "unbound", "pihole", "keepalived", "agent", "data keeper"],
  }),
  ...ipv6Keys,
  dhcpPool: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "The range that the router hands out. No address of the cluster may be in it. Empty if there is none.",
    schema: z.string().refine((text) => {
      if (text === "") return true;
      const ends = text.split("-");
      return ends.length === 2 && ends.every((end) => ipaddr.IPv4.isValidFourPartDecimal(end));
    }),
    expected: 'two IPv4 addresses with a hyphen between them, or ""',
    example: "192.168.8.30-192.168.8.199",
    default: "",
    costs: ["drain", "agent"],
  }),
  ...dhcpKeys,
  ...vrrpKeys,
  followerWrites: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "What a node that follows does with a change at its Pi-hole: refuse it, or forward it to the leader, so that every node can be edited.",
    schema: z.enum(["refuse", "forward"]),
    expected: "refuse or forward",
    example: "forward",
    default: "refuse",
    costs: [],
  }),
  probeNames: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "Domains below which each node asks for random names, to see whether its resolver reaches the internet.",
    schema: listOf(z.string().regex(/^([a-z0-9_-]+\.)+[a-z0-9-]+$/i)).pipe(z.array(z.string()).min(1)),
    expected: "a list of well-known domain names; each node asks below one of them every five seconds",
    example: "[example.com, debian.org]",
    default: ["example.com", "debian.org", "wikipedia.org"],
    costs: ["drain", "agent"],
  }),
  timeServers: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Your own time servers. Their names resolve even while the clock is too wrong for DNSSEC. Well-known ones always do.",
    schema: listOf(z.string().regex(/^([a-z0-9_-]+\.)+[a-z0-9-]+$/i)),
    expected:
      "a list of names of time servers, which resolve although the clock is wrong (the well-known ones do)",
    example: "[ntp.example.com]",
    default: [],
    costs: ["drain", "unbound", "agent"],
  }),
  resolver: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "How Unbound resolves: from the root servers down, or by asking `forwardTo` over TLS.",
    schema: z.enum(["recursion", "forward"]),
    expected: "recursion (ask the root servers down) or forward (over TLS to forwardTo)",
    example: "recursion",
    default: "recursion",
    costs: ["drain", "unbound", "agent"],
  }),
  forwardTo: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The resolvers that Unbound asks over TLS if `resolver` is `forward`.",
    schema: listOf(z.string().regex(/^\d{1,3}(\.\d{1,3}){3}@\d{1,5}#[a-z0-9.-]+$/i)),
    expected: "a list of resolvers for DNS over TLS, each ADDRESS@PORT#NAME",
    example: "[1.1.1.1@853#cloudflare-dns.com]",
    default: [],
    costs: ["drain", "unbound", "agent"],
  }),
  resolverMemory: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The memory for Unbound's caches.",
    schema: integer(16, 4096),
    expected: "MiB for Unbound's caches, from 16 to 4096",
    example: "96",
    default: 96,
    costs: ["drain", "unbound", "agent"],
  }),
  rateLimit: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "How many queries Pi-hole answers each client in a period. It refuses the rest.",
    schema: z.string().regex(/^\d+\/\d+$/),
    expected: "QUERIES/SECONDS a client, 0/0 for no limit",
    example: "1000/60",
    default: "0/0",
    costs: ["drain", "pihole", "agent"],
  }),
  timezone: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The time zone of Pi-hole's page and log.",
    schema: z.string().regex(/^[A-Za-z]+(\/[A-Za-z_+-]+[0-9]*)*$/),
    expected: "a time zone",
    example: "Europe/Berlin",
    default: "UTC",
    costs: ["drain", "pihole", "agent"],
  }),
  maxRemovalPercent: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "The largest part of a table that a follower deletes without asking (at least 10 rows). `ha-dns sync accept` allows more.",
    schema: integer(1, 100),
    expected:
      "percent of a table, from 1 to 100, above which its rows are not removed from followers unasked",
    example: "30",
    default: 30,
    costs: ["drain", "agent"],
  }),
  syncExcept: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "Settings of Pi-hole that do not follow the leader: each node keeps its own. `ha-dns sync settings` names all that follow.",
    schema: listOf(z.string().refine((path) => sharedKeys.includes(path))),
    expected: `settings of Pi-hole that follow the leader, by their path: ${sharedKeys.slice(0, 3).join(", ")}, … (\`ha-dns sync settings\` names all)`,
    example: "[dns.domain.name]",
    default: [],
    costs: [],
  }),
  queryHistory: key({
    since: "2026-11-30",
    scope: "cluster",
    description:
      "How much query history Pi-hole keeps in memory. It reads so much before it answers after a start; the rest is on disk.",
    schema: integer(1, 24),
    expected:
      "hours, 1 to 24: Pi-hole's page shows so much at once, and Pi-hole reads it before it answers after a start",
    example: "4",
    default: 4,
    costs: ["drain", "pihole", "agent"],
  }),
  ...historyKeys,
  syncStaleAfter: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "How long a follower may be without the leader's state before it no longer takes the VIP ahead of others.",
    schema: integer(30, 86_400),
    expected: "seconds, from 30 to 86400",
    example: "300",
    default: 300,
    costs: ["drain", "agent"],
  }),
  datasets: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "ZFS datasets that every node has and one node may write to.",
    schema: z.array(datasetShape),
    expected: "a list of ZFS datasets, each {name: POOL/PATH, mountpoint: PATH, properties: {NAME: VALUE}}",
    example: "[{name: tank/data, mountpoint: /srv/data, properties: {compression: lz4}}]",
    default: [],
    costs: ["data keeper"],
  }),
  destroyDataset: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "Confirms that a dataset taken out of `datasets` is destroyed, with everything in it. Remove the key afterwards.",
    schema: z.string(),
    expected: "a dataset that datasets holds no longer, which is then destroyed with all that is in it",
    example: "tank/data",
    default: "",
    costs: [],
  }),
  leaveDataset: key({
    since: "2026-11-21",
    scope: "cluster",
    description:
      "Confirms that a dataset taken out of `datasets` stays as it is, and no longer belongs to the program. Remove the key afterwards.",
    schema: z.string(),
    expected: "a dataset that datasets holds no longer, which then stays as it is and is nobody's but yours",
    example: "tank/data",
    default: "",
    costs: [],
  }),
  ...dataKeys,
  ...dnsKeys,
  ...notifyKeys,
  ...publicNameKeys,
  services: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "Compose projects that run on the node that holds the data.",
    schema: z.array(serviceShape),
    expected:
      "a list of compose projects that run where the data is, each " +
      "{name: NAME, folder: PATH, datasets: [NAME], images: {COMPOSE-SERVICE: IMAGE@sha256:DIGEST}}",
    example:
      "[{name: notes, folder: services/notes, datasets: [tank/notes], images: {web: example/notes@sha256:DIGEST}}]",
    default: [],
    costs: ["data keeper"],
  }),
  releaseVip: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "An earlier VIP (IPv4 or IPv6) that nobody asks any more: the cluster stops answering it.",
    schema: z.union([address, address6.pipe(z.string().min(1))]),
    expected: "an earlier vip or vip6, which is then answered no longer",
    example: "192.168.8.250",
    default: "",
    costs: ["drain", "keepalived"],
  }),
  ...imageKeys,
  ...observeKeys,
  preflight: key({
    since: "2026-11-30",
    scope: "cluster",
    description: "Whether a problem that the preflight finds stops an update.",
    schema: z.enum(["stop", "warn"]),
    expected: "stop (a problem that the preflight finds stops an update) or warn (it only warns)",
    example: "stop",
    default: "stop",
    costs: [],
  }),
  rootHints: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The file with the addresses of the root servers.",
    schema: z.string().min(1),
    expected: "path of a root hints file on the machine that you deploy from",
    example: "components/files/root.hints",
    default: "components/files/root.hints",
    costs: ["drain", "unbound"],
  }),
  trustAnchor: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The file with the DNSSEC keys of the root zone.",
    schema: z.string().min(1),
    expected: "path of a DNSSEC trust anchor file on the machine that you deploy from",
    example: "components/files/root.key",
    default: "components/files/root.key",
    costs: ["drain", "unbound"],
  }),
  sshPort: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The TCP port of the hosts' sshd.",
    schema: integer(1, 65535),
    expected: "a TCP port",
    example: "22",
    default: 22,
    costs: ["data keeper"],
  }),
  sshKey: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The private key for the hosts. Your machine only; stacks need not agree.",
    schema: z.string().min(1),
    expected: "path of a private ssh key without passphrase",
    example: "~/.ssh/id_ed25519",
    default: "~/.ssh/id_ed25519",
    costs: [],
  }),
  knownHosts: key({
    since: "2026-11-21",
    scope: "cluster",
    description: "The file with the hosts' keys. Your machine only; stacks need not agree.",
    schema: z.string().min(1),
    expected: "path of an OpenSSH known_hosts file that holds the node's host key",
    example: "~/.ssh/known_hosts",
    default: "~/.ssh/known_hosts",
    costs: [],
  }),
  ...nodeKeys,
  ...ipv6NodeKeys,
} as const;

export type KeyName = keyof typeof keys;

/** Secret keys: generated by the founder where they are not set, and never in clear in a file. */
export const secretKeys = {
  clusterSecret: "authenticates the nodes to each other",
  vrrpPassword: "exactly 8 characters, for vrrpVersion 2",
  piholePassword: "of Pi-hole's web page and API, on every node",
} as const;

export type SecretName = keyof typeof secretKeys;

/** A secret object of the founder's stack alone: by standby service the variables of its `.env`. Nothing is generated. */
export const serviceSecretsKey = "serviceSecrets";
export type ServiceSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A secret of the founder's stack alone: a certificate of one's own for Pi-hole's page, its key with it, in PEM. */
export const pageCertificateKey = "pageCertificate";

type ValueOf<K extends KeyName> = z.output<(typeof keys)[K]["schema"]>;
type NamesIn<C extends Scope> = { [K in KeyName]: (typeof keys)[K]["scope"] extends C ? K : never }[KeyName];

/** The values that all nodes share. */
export type ClusterValues = { readonly [K in NamesIn<"cluster">]: ValueOf<K> };
/** The values of one node. */
export type NodeValues = { readonly [K in NamesIn<"node">]: ValueOf<K> } & { readonly name: string };
