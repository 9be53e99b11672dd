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

/** /api/stats/summary: true of gravity; the stand-in counts no queries, so that all else is zero. */
export const statsEndpoints = (counts: () => Counts): Endpoint[] => [
  {
    method: "GET",
    path: "stats/summary",
    auth: true,
    handle: () => {
      const { database, updated } = counts();
      const queries = {
        ...zeros("total blocked percent_blocked unique_domains forwarded cached frequency"),
        ...{ types: zeros(types), status: zeros(status), replies: zeros(replies) },
      };
      const gravity = { domains_being_blocked: database.gravity, last_update: updated };
      return reply(200, { queries, clients: zeros("active total"), gravity });
    },
  },
];
