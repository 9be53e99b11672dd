import { reply, type Endpoint } from "./exchange";

interface Context {
  readonly dnsRuns: () => boolean;
  readonly httpsPort: () => number;
  /** Milliseconds since DNS was started last. */
  readonly uptimeMs: () => number;
  readonly privacyLevel: () => number;
  readonly allowDestructive: () => boolean;
}

const counts = { allowed: { total: 0, enabled: 0 }, denied: { total: 0, enabled: 0 } };

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

/** What the stand-in does not count (queries, clients, dnsmasq's own metrics) is zero or empty. */
const ftlInfo = (context: Context) => ({
  database: { gravity: 0, groups: 0, lists: 0, clients: 0, domains: counts, regex: counts },
  privacy_level: context.privacyLevel(),
  query_frequency: 0,
  clients: { total: 0, active: 0 },
  pid: process.pid,
  uptime: context.uptimeMs(),
  "%mem": 0,
  "%cpu": 0,
  allow_destructive: context.allowDestructive(),
  dnsmasq: {},
});
