import type { Counts } from "../gravity/counts";
import { reply, type Endpoint } from "./exchange";
import { zeros } from "./zeros";

interface Context {
  readonly dnsRuns: () => boolean;
  readonly httpsPort: () => number;
  /** Milliseconds since DNS was started last. */
  readonly uptimeMs: () => number;
  readonly privacyLevel: () => number;
  readonly allowDestructive: () => boolean;
  readonly counts: () => Counts;
}

const metrics =
  "dns_cache_inserted dns_cache_live_freed dns_queries_forwarded dns_auth_answered dns_local_answered " +
  "dns_stale_answered dns_unanswered bootp pxe dhcp_ack dhcp_decline dhcp_discover dhcp_inform dhcp_nak dhcp_offer " +
  "dhcp_release dhcp_request noanswer leases_allocated_4 leases_pruned_4 leases_allocated_6 leases_pruned_6 " +
  "tcp_connections dhcp_leasequery dhcp_lease_unassigned dhcp_lease_actve dhcp_lease_unknown " +
  "dnssec_max_crypto_use dnssec_max_sig_fail dnssec_max_work";

/** /api/info/login, version and ftl. Where a version says `stand-in`, it is one. */
export function infoEndpoints(context: Context): Endpoint[] {
  const version = { branch: "stand-in", version: "v6.4.1", hash: null };
  return [
    {
      method: "GET",
      path: "info/login",
      auth: false,
      handle: () => reply(200, { dns: context.dnsRuns(), https_port: context.httpsPort() }),
    },
    {
      method: "GET",
      path: "info/version",
      auth: true,
      handle: () =>
        reply(200, {
          version: {
            core: { local: version, remote: { version: null, hash: null } },
            web: { local: version, remote: { version: null, hash: null } },
            ftl: { local: { ...version, date: null }, remote: { version: null, hash: null } },
            docker: { local: "stand-in", remote: null },
          },
        }),
    },
    {
      method: "GET",
      path: "info/ftl",
      auth: true,
      handle: () => reply(200, { ftl: ftlInfo(context) }),
    },
  ];
}

/** What the stand-in does not count (queries, clients, dnsmasq's own metrics) is zero. */
const ftlInfo = (context: Context) => ({
  database: context.counts().database,
  privacy_level: context.privacyLevel(),
  query_frequency: 0,
  clients: { total: 0, active: 0 },
  pid: process.pid,
  uptime: context.uptimeMs(),
  "%mem": 0,
  "%cpu": 0,
  allow_destructive: context.allowDestructive(),
  dnsmasq: zeros(metrics),
});
