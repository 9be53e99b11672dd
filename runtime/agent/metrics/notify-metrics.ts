import { counter, gauge } from "./metric";

const channel = "its name in `notify`";

/** The agents' own messages. Absent if no channel is configured. */
export const notifyMetrics = [
  counter({
    name: "ha_dns_notifications_total",
    help: "Messages that this node has tried to send since its agent started. One node sends for all.",
    labels: { channel, result: "`accepted`, `failed`" },
    samples: ({ notify }) =>
      (notify?.channels ?? []).flatMap(({ name, accepted, failed }) => [
        [{ channel: name, result: "accepted" }, accepted] as const,
        [{ channel: name, result: "failed" }, failed] as const,
      ]),
  }),
  gauge({
    name: "ha_dns_notify_untold",
    help: "Things that the channel has not been told yet.",
    labels: { channel },
    samples: ({ notify }) => (notify?.channels ?? []).map(({ name, untold }) => [{ channel: name }, untold]),
  }),
  gauge({
    name: "ha_dns_notify_last_accepted_timestamp_seconds",
    help: "Unix time at which the channel last accepted a message from this node; absent until it has.",
    labels: { channel },
    samples: ({ notify }) =>
      (notify?.channels ?? []).flatMap(({ name, acceptedAt }) =>
        acceptedAt === null ? [] : [[{ channel: name }, acceptedAt / 1000] as const],
      ),
  }),
];
