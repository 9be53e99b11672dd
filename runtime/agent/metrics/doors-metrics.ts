import { counter, one } from "./metric";

/** What faces the LAN. */
export const doorsMetrics = [
  counter({
    name: "ha_dns_guard_requests_total",
    help: "Requests to Pi-hole's web server by what became of them.",
    labels: {
      result: "`passed` on; `refused`: a change on a follower; `failed`: no answer; `abandoned` by who asked",
    },
    samples: ({ guard }) => Object.entries(guard ?? {}).map(([result, count]) => [{ result }, count]),
  }),
  counter({
    name: "ha_dns_doors_starts_total",
    help: "How often the process that faces the LAN was started.",
    labels: {},
    samples: ({ doors }) => one(doors?.starts),
  }),
  counter({
    name: "ha_dns_connections_turned_away_total",
    help: "Connections that were ended for being too many, or for sending requests at once.",
    labels: {},
    samples: ({ turnedAway }) => one(turnedAway),
  }),
];
