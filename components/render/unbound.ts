import { unboundPort } from "../../runtime/contract/names";
import { unboundControl } from "../../runtime/contract/resolver";
import { lines } from "./text";
import type { NodePlan } from "../spec/plan";

/** unbound.conf: a validating resolver for this cluster's Pi-holes, with caches that fit a small host. */
export function renderUnbound(plan: NodePlan): string {
  const { cluster } = plan;
  // rrset cache twice the message cache (Unbound's own advice); key and negative cache are small beside them.
  const message = Math.floor(cluster.resolverMemory / 3);
  return lines(
    "# Rendered from the config of this node's stack; changes by hand are undone.",
    "server:",
    '    username: "unbound"',
    '    chroot: ""',
    '    directory: "/etc/unbound"',
    '    pidfile: ""',
    "    use-syslog: no",
    '    logfile: ""',
    "    verbosity: 1",
    "    val-log-level: 1",
    "    interface: 0.0.0.0",
    `    port: ${unboundPort}`,
    "    do-ip6: no",
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
    "    aggressive-nsec: no",
    "    use-caps-for-id: no",
    "    hide-identity: yes",
    "    hide-version: yes",
    "    minimal-responses: yes",
    "    deny-any: yes",
    "    # No name of the internet may point into the LAN (DNS rebinding).",
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"].map(
      (network) => `    private-address: ${network}`,
    ),
    cluster.resolver === "forward" ? forwarding(cluster.forwardTo) : [],
    "",
    "# Local records, forwarded zones and the like, which are taken up while it runs (ResolverReload).",
    'include: "/etc/unbound/zones/*.conf"',
    "",
    "remote-control:",
    "    control-enable: yes",
    `    control-interface: ${unboundControl}`,
    "    control-use-cert: no",
  );
}

const forwarding = (resolvers: readonly string[]): string[] => [
  '    tls-cert-bundle: "/etc/ssl/certs/ca-certificates.crt"',
  "",
  "forward-zone:",
  '    name: "."',
  "    forward-tls-upstream: yes",
  ...resolvers.map((resolver) => `    forward-addr: ${resolver}`),
];
