import { gauge, one } from "./metric";

/** Absent if there is no public name. */
export const publicNameMetrics = [
  gauge({
    name: "ha_dns_public_name_accepted_timestamp_seconds",
    help: "Unix time at which the provider last accepted the public name's address; absent until it has.",
    labels: {},
    samples: ({ publicName }) => one(publicName?.accepted && publicName.accepted.at / 1000),
  }),
  gauge({
    name: "ha_dns_public_name_failing",
    help: "1 if this node, the leader, cannot keep the public name up to date.",
    labels: {},
    samples: ({ publicName }) => one(publicName && publicName.trouble !== ""),
  }),
];
