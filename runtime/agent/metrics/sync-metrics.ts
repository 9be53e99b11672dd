import { syncCounts } from "../sync/sync-progress";
import { counter, gauge, one } from "./metric";

const counted: Readonly<Record<(typeof syncCounts)[number], string>> = {
  rounds: "Rounds in which this node has compared its Pi-hole with the leader's.",
  changes: "Rounds that have changed something here.",
  steps: "Requests to Pi-hole that these needed.",
  errors: "Rounds that have failed, or could not do all.",
  refusals: "Rounds that would have removed too much, and were refused.",
};

/** How lists and settings follow the leader. Absent if the agent runs without sync. */
export const syncMetrics = [
  gauge({
    name: "ha_dns_sync_behind",
    help: "1 if this node may not have what the leader has.",
    labels: {},
    samples: ({ sync }) => one(sync && sync.behind !== ""),
  }),
  gauge({
    name: "ha_dns_sync_last_equal_timestamp_seconds",
    help: "Unix time at which this node was last seen equal to its leader; absent until it was.",
    labels: {},
    samples: ({ sync, at }) =>
      one(
        sync?.progress.equalAt === undefined ? undefined : (at - (sync.now - sync.progress.equalAt)) / 1000,
      ),
  }),
  gauge({
    name: "ha_dns_sync_age_seconds",
    help: "Time since this node was last seen equal to its leader.",
    labels: {},
    replacedBy: "ha_dns_sync_last_equal_timestamp_seconds",
    samples: ({ sync }) =>
      one(sync?.progress.equalAt === undefined ? undefined : (sync.now - sync.progress.equalAt) / 1000),
  }),
  gauge({
    name: "ha_dns_sync_last_change_timestamp_seconds",
    help: "Unix time at which a round last changed something here; absent until one has.",
    labels: {},
    samples: ({ sync }) => one(sync?.progress.lastChange && sync.progress.lastChange.at / 1000),
  }),
  gauge({
    name: "ha_dns_sync_last_change_duration_seconds",
    help: "How long that round took.",
    labels: {},
    samples: ({ sync }) => one(sync?.progress.lastChange && sync.progress.lastChange.ms / 1000),
  }),
  gauge({
    name: "ha_dns_sync_last_change_seconds",
    help: "How long the last round took that changed something.",
    labels: {},
    replacedBy: "ha_dns_sync_last_change_duration_seconds",
    samples: ({ sync }) => one(sync?.progress.lastChange && sync.progress.lastChange.ms / 1000),
  }),
  gauge({
    name: "ha_dns_sync_refused",
    help: "1 while a removal waits for a person.",
    labels: {},
    samples: ({ sync }) => one(sync && sync.progress.refusal !== undefined),
  }),
  ...syncCounts.map((name) =>
    counter({
      name: `ha_dns_sync_${name}_total`,
      help: counted[name],
      labels: {},
      samples: ({ sync }) => one(sync?.progress.counts[name]),
    }),
  ),
];
