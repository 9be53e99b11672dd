import type { QueryCounts } from "../dns/query-counts";
import type { Counts } from "../gravity/counts";
import { reply, type Endpoint } from "./exchange";
import { zeros } from "./zeros";

const types = "A AAAA ANY SRV SOA PTR TXT NAPTR MX DS RRSIG DNSKEY NS SVCB HTTPS OTHER";
const status =
  "UNKNOWN GRAVITY FORWARDED CACHE REGEX DENYLIST EXTERNAL_BLOCKED_IP EXTERNAL_BLOCKED_NULL EXTERNAL_BLOCKED_NXRA " +
  "GRAVITY_CNAME REGEX_CNAME DENYLIST_CNAME RETRIED RETRIED_DNSSEC IN_PROGRESS DBBUSY SPECIAL_DOMAIN CACHE_STALE " +
  "EXTERNAL_BLOCKED_EDE15";
const replies =
  "UNKNOWN NODATA NXDOMAIN CNAME IP DOMAIN RRNAME SERVFAIL REFUSED NOTIMP OTHER DNSSEC NONE BLOB";

const usualCount = 10;

/** /api/stats/summary, /api/stats/top_clients and /api/history: what DNS here has answered. Domains are not counted. */
export const statsEndpoints = (counts: () => Counts, queries: QueryCounts): Endpoint[] => [
  {
    method: "GET",
    path: "stats/summary",
    auth: true,
    handle: () => {
      const { database, updated } = counts();
      const { total, blocked, forwarded, cached } = queries.totals();
      const asked = queries.types();
      const known = zeros(types);
      const other = [...asked].reduce((sum, [type, count]) => (type in known ? sum : sum + count), 0);
      const active = queries.clients().size;
      return reply(200, {
        queries: {
          total,
          blocked,
          percent_blocked: total === 0 ? 0 : (100 * blocked) / total,
          unique_domains: 0,
          forwarded,
          cached,
          frequency: queries.perSecond(),
          types: { ...known, ...ofKnown(asked, known), OTHER: other },
          status: { ...zeros(status), GRAVITY: blocked, FORWARDED: forwarded, CACHE: cached },
          replies: zeros(replies),
        },
        clients: { active, total: active },
        gravity: { domains_being_blocked: database.gravity, last_update: updated },
      });
    },
  },
  {
    method: "GET",
    path: "stats/top_clients",
    auth: true,
    handle: ({ query }) => {
      const { total, blocked } = queries.totals();
      const most = Number(query.get("count") ?? usualCount);
      const clients = [...queries.clients()]
        .sort(([, a], [, b]) => b - a)
        .slice(0, most)
        .map(([ip, count]) => ({ name: "", ip, count }));
      return reply(200, { clients, total_queries: total, blocked_queries: blocked });
    },
  },
  {
    method: "GET",
    path: "history",
    auth: true,
    handle: () => reply(200, { history: queries.history() }),
  },
];

const ofKnown = (
  asked: ReadonlyMap<string, number>,
  known: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> => Object.fromEntries([...asked].filter(([type]) => type in known));
