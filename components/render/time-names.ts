import type { ClusterValues } from "../config/keys";

/**
 * Where Linux distributions, systems and devices ask for the time unless told otherwise, and the names that these are
 * aliases of. Whatever lies below one of them is meant as well.
 */
const wellKnown = [
  "pool.ntp.org",
  "ntp.ubuntu.com",
  "time.cloudflare.com",
  "time.google.com",
  "time1.google.com",
  "time2.google.com",
  "time3.google.com",
  "time4.google.com",
  "time.apple.com",
  "time.g.aaplimg.com",
  "time.windows.com",
  "twc.trafficmanager.net",
  "time.nist.gov",
  "ntp1.glb.nist.gov",
  "time.aws.com",
  "time.facebook.com",
];

/** A signed name among them: its signatures hold for a day or two, and tell a clock that is behind. */
export const datedName = "time.cloudflare.com";

/** The names that resolve although the clock is wrong, each once and in order. */
export const timeNames = ({ timeServers }: Pick<ClusterValues, "timeServers">): string[] =>
  [...new Set([...wellKnown, ...timeServers.map((name) => name.toLowerCase())])].sort();
