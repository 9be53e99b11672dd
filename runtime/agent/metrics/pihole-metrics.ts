import { gauge, one } from "./metric";

/**
 * Pi-hole's own numbers, as its dashboard shows them. It counts the queries that it has in memory, and forgets the oldest
 * with each hour: what it calls a total falls as well. So these are gauges, and no rate can be made of them.
 */
export const piholeMetrics = [
  gauge({
    name: "ha_dns_pihole_window_queries",
    help: "Queries in the hours that Pi-hole keeps in memory (`queryHistory`); it falls when the oldest are forgotten.",
    labels: {},
    samples: ({ pihole }) => one(pihole?.queries),
  }),
  gauge({
    name: "ha_dns_pihole_window_blocked",
    help: "Those of them that Pi-hole has blocked.",
    labels: {},
    samples: ({ pihole }) => one(pihole?.blocked),
  }),
  gauge({
    name: "ha_dns_pihole_clients",
    help: "Clients that have asked this node in that time. One that has asked two nodes counts on both.",
    labels: {},
    samples: ({ pihole }) => one(pihole?.clients),
  }),
  gauge({
    name: "ha_dns_pihole_queries_per_second",
    help: "Queries a second over the last half minute, as Pi-hole counts them.",
    labels: {},
    samples: ({ pihole }) => one(pihole?.perSecond),
  }),
  gauge({
    name: "ha_dns_pihole_gravity_domains",
    help: "Domains on Pi-hole's block lists.",
    labels: {},
    samples: ({ pihole }) => one(pihole?.gravityDomains),
  }),
  gauge({
    name: "ha_dns_pihole_gravity_last_update_timestamp_seconds",
    help: "Unix time at which Pi-hole last built its block lists; absent if it never has.",
    labels: {},
    samples: ({ pihole }) =>
      one(pihole?.gravityUpdatedAt === undefined ? undefined : pihole.gravityUpdatedAt / 1000),
  }),
];
