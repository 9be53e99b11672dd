import { files } from "../../runtime/contract/files";
import { unboundPort } from "../../runtime/contract/names";
import { handMade, lines } from "./text";
import { timeNames } from "./time-names";
import { hasIpv6 } from "../config/ipv6-rules";
import type { NodePlan } from "../config/plan";

/** unbound.conf: a validating resolver for this cluster's Pi-holes, with caches that fit a small host. */
export function renderUnbound(plan: NodePlan): string {
  const { cluster } = plan;
  // rrset cache twice the message cache (Unbound's own advice); key and negative cache are small beside them.
  const message = Math.floor(cluster.resolverMemory / 3);
  return lines(
    handMade,
    "server:",
    "    # Its container runs as an unprivileged user from the start.",
    '    username: ""',
    '    chroot: ""',
    '    directory: "/etc/unbound"',
    '    pidfile: ""',
    "    use-syslog: no",
    '    logfile: ""',
    "    verbosity: 1",
    "    val-log-level: 1",
    "    interface: 0.0.0.0",
    `    port: ${unboundPort}`,
    hasIpv6(plan) ? ipv6(cluster.subnet6) : "    do-ip6: no",
    "    access-control: 0.0.0.0/0 refuse",
    "    access-control: 127.0.0.0/8 allow",
    `    access-control: ${cluster.subnet} allow`,
    "",
    "    num-threads: 2",
    "    so-reuseport: yes",
    "    so-rcvbuf: 0",
    "    edns-buffer-size: 1232",
    "    # Towards Pi-hole, in the LAN; edns-buffer-size is for the way to the internet.",
    "    max-udp-size: 4096",
    `    msg-cache-size: ${message}m`,
    `    rrset-cache-size: ${message * 2}m`,
    "    key-cache-size: 8m",
    "    neg-cache-size: 2m",
    "",
    "    prefetch: yes",
    "    prefetch-key: yes",
    "    # An answer of yesterday beats none: it is given when the true one takes longer than 1.8 s (RFC 8767).",
    "    serve-expired: yes",
    "    serve-expired-ttl: 86400",
    "    serve-expired-client-timeout: 1800",
    "",
    "    # A server that does not answer is tried anew after five seconds, and waited for no longer than two: else it stays",
    "    # shut out for up to 15 minutes after an outage of the provider.",
    "    infra-host-ttl: 5",
    "    infra-cache-max-rtt: 2000",
    "",
    "    # respip: for the local records, which are a response policy zone.",
    '    module-config: "respip validator iterator"',
    '    trust-anchor-file: "/etc/unbound/root.key"',
    '    root-hints: "/etc/unbound/root.hints"',
    "    val-clean-additional: yes",
    "    harden-glue: yes",
    "    harden-dnssec-stripped: yes",
    "    harden-below-nxdomain: yes",
    "    harden-algo-downgrade: no",
    "    harden-referral-path: no",
    "    qname-minimisation: yes",
    "    # Off: a new name below a wildcard costs more, the more of them were seen (Unbound 1.26: 0.6 ms after 10,000).",
    "    # And the agent asks for names that do not exist, to see whether zones can be reached: none is to be answered here.",
    "    aggressive-nsec: no",
    "    use-caps-for-id: no",
    "    hide-identity: yes",
    "    hide-version: yes",
    "    minimal-responses: yes",
    "    deny-any: yes",
    "    # No name of the internet may point into the LAN (DNS rebinding).",
    privateNetworks(plan).map((network) => `    private-address: ${network}`),
    "    # By these names hosts get the time. A host that has none cannot check a signature.",
    timeNames(cluster).map((name) => `    domain-insecure: "${name}"`),
    "    # Says why an answer is refused.",
    "    ede: yes",
    cluster.resolver === "forward" ? forwarding(cluster) : [],
    "",
    "# Local records, forwarded zones and the like, which are taken up while it runs (ResolverReload).",
    'include: "/etc/unbound/zones/*.conf"',
    "",
    "# A deployment has it take them up. The agent has it forget what it could not check, while names do not resolve.",
    "remote-control:",
    "    control-enable: yes",
    `    control-interface: ${files.unboundControl}`,
    "    control-use-cert: no",
  );
}

/** It is asked over IPv6 and asks over IPv4: the LAN's IPv6 may lead nowhere. */
const ipv6 = (subnet6: string): string[] => [
  "    interface: ::0",
  "    access-control: ::/0 refuse",
  "    access-control: ::1 allow",
  `    access-control: ${subnet6} allow`,
  "    do-not-query-address: ::/0",
];

const privateNetworks = (plan: NodePlan): string[] => [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  ...(hasIpv6(plan) ? ["fd00::/8", "fe80::/10"] : []),
];

function forwarding(cluster: NodePlan["cluster"]): string[] {
  const resolvers = cluster.forwardTo;
  return [
    '    tls-cert-bundle: "/etc/ssl/certs/ca-certificates.crt"',
    "",
    "forward-zone:",
    '    name: "."',
    "    forward-tls-upstream: yes",
    ...resolvers.map((resolver) => `    forward-addr: ${resolver}`),
    "",
    "# Without the time no certificate is valid: by these names it is found without TLS, from the root if need be.",
    ...timeNames(cluster).flatMap((name) => [
      "forward-zone:",
      `    name: "${name}"`,
      "    forward-first: yes",
      ...resolvers.map((resolver) => `    forward-addr: ${resolver.split("@")[0]}`),
    ]),
  ];
}
