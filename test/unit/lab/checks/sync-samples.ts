import { parts, pathsOf, readPart, type State } from "../../../../lab/load/pihole-state";

/** What a Pi-hole answers, by path; `ids` are its row ids of `Default` and `kids`. */
export const answers = (ids: readonly [number, number] = [0, 5]): Record<string, unknown> => ({
  "/api/groups": {
    groups: [
      { name: "kids", comment: "small", enabled: true, id: ids[1], date_added: 1 },
      { name: "Default", comment: null, enabled: true, id: ids[0], date_added: 2 },
    ],
  },
  "/api/lists": {
    lists: [
      {
        address: "https://a.example/l.txt",
        type: "block",
        comment: null,
        enabled: true,
        groups: [...ids].reverse(),
        id: ids[1],
        number: 12,
        status: 1,
      },
    ],
  },
  "/api/domains": {
    domains: [
      {
        domain: "ads.example",
        unicode: "ads.example",
        type: "deny",
        kind: "exact",
        comment: "no",
        enabled: true,
        groups: [ids[1]],
        id: 3,
      },
    ],
  },
  "/api/clients": { clients: [{ client: "10.0.0.9", name: "tv", comment: null, groups: [ids[0]] }] },
  "/api/config": {
    config: {
      dns: {
        hosts: ["10.0.0.1 nas", "10.0.0.2 tv"],
        blockTTL: 2,
        upstreams: [`10.0.0.${ids[1]}`],
        blocking: { active: true, mode: "NULL" },
        interface: `eth${ids[1]}`,
      },
      webserver: { port: `${ids[1]}` },
    },
  },
  "/api/dns/blocking": { blocking: "disabled", timer: 100 + ids[1] / 10 },
  "/api/stats/summary": { gravity: { domains_being_blocked: 12, last_update: ids[1] } },
});

export const stateOf = (given: Readonly<Record<string, unknown>>): State =>
  Object.fromEntries(parts.map((part) => [part, readPart(part, given)])) as State;

/** A Pi-hole on which nobody has done anything. */
export const emptyState: State = {
  groups: { Default: JSON.stringify([null, true, true]) },
  lists: {},
  domains: {},
  clients: {},
  settings: { "dns.hosts": "[]", "dns.blockTTL": "2" },
  blocking: { blocking: "enabled", timer: "none" },
  gravity: { domains: "0" },
};

export const allPaths = [...new Set(parts.flatMap((part) => pathsOf[part]))];
