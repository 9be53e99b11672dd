import { gauge, one } from "./metric";

/** Absent if the node keeps no query history. */
export const historyMetrics = [
  gauge({
    name: "ha_dns_history_queries",
    help: "Queries of all nodes in this node's history.",
    labels: {},
    samples: ({ history }) => one(history?.queries),
  }),
  gauge({
    name: "ha_dns_history_bytes",
    help: "Size of this node's query history.",
    labels: {},
    samples: ({ history }) => one(history?.bytes),
  }),
  gauge({
    name: "ha_dns_history_newest_timestamp_seconds",
    help: "Unix time of the newest query in this node's history; absent if there is none.",
    labels: {},
    samples: ({ history }) => one(history?.newest === undefined ? undefined : history.newest / 1e6),
  }),
];
