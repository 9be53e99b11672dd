import { gauge, one } from "./metric";

/** Absent if there is no local zone. */
export const localZoneMetrics = [
  gauge({
    name: "ha_dns_local_zone_signatures_expire_timestamp_seconds",
    help: "Unix time at which the local zone's signatures end. The agent renews them each day.",
    labels: {},
    samples: ({ localZone }) => one(localZone?.signed && localZone.signed.until / 1000),
  }),
];
