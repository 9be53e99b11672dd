import { version } from "../../../package.json";
import { stateNames } from "../health";
import { readiness } from "../snapshot";
import { counter, gauge, one, oneOf } from "./metric";

const states = stateNames.map((name) => `\`${name}\``).join(", ");

/** What the node is and does in the cluster. */
export const nodeMetrics = [
  gauge({
    name: "ha_dns_build_info",
    help: "Always 1; the labels say which versions run.",
    labels: { version: "the agent's version", node_version: "the version of Node.js" },
    samples: () => [[{ version, node_version: process.versions.node }, 1]],
  }),
  gauge({
    name: "ha_dns_config_info",
    help: "Always 1; nodes with the same fingerprint were deployed with the same cluster config.",
    labels: { fingerprint: "a digest of the config that the agents serve by" },
    samples: ({ config }) => [[{ fingerprint: config.clusterFingerprint }, 1]],
  }),
  gauge({
    name: "ha_dns_ready",
    help: "1 if this node leads or could take over now.",
    labels: {},
    samples: (snapshot) => one(readiness(snapshot).ok),
  }),
  gauge({
    name: "ha_dns_leader",
    help: "1 if this node holds the virtual IP.",
    labels: {},
    samples: ({ role }) => one(role === "leader"),
  }),
  counter({
    name: "ha_dns_leader_changes_total",
    help: "How often this node has become the leader since its agent started. The one that it finds at its start does not count.",
    labels: {},
    samples: ({ changes }) => one(changes?.leader),
  }),
  gauge({
    name: "ha_dns_state",
    help: "1 for the state that the node is in.",
    labels: { state: states },
    samples: ({ health }) => oneOf("state", stateNames, health.name),
  }),
  counter({
    name: "ha_dns_state_changes_total",
    help: "How often the node has entered the state since its agent started.",
    labels: { state: states },
    samples: ({ changes }) =>
      changes === undefined ? [] : stateNames.map((state) => [{ state }, changes.states[state] ?? 0]),
  }),
  gauge({
    name: "ha_dns_state_start_timestamp_seconds",
    help: "Unix time at which the node entered its present state.",
    labels: {},
    samples: ({ at, stateAgeMs }) => one((at - stateAgeMs) / 1000),
  }),
  gauge({
    name: "ha_dns_state_age_seconds",
    help: "Time in the present state.",
    labels: {},
    replacedBy: "ha_dns_state_start_timestamp_seconds",
    samples: ({ stateAgeMs }) => one(stateAgeMs / 1000),
  }),
  gauge({
    name: "ha_dns_drained",
    help: "1 while the node drains or is drained.",
    labels: {},
    samples: ({ health }) => one(health.drain !== undefined),
  }),
  gauge({
    name: "ha_dns_vrrp_priority",
    help: "The configured VRRP priority.",
    labels: {},
    samples: ({ config }) => one(config.priority),
  }),
  gauge({
    name: "ha_dns_vrrp_claim",
    help: "What the agent adds to the priority now; absent until it has decided.",
    labels: {},
    samples: ({ claim }) => one(claim),
  }),
];
