import { tomlValue } from "../pihole/toml";

/** Browsers ask `wpad` for a proxy, and everything takes `localhost` for itself: a device gets neither, whatever it sends. */
const neverGiven = ["localhost", "wpad"];
/** Settings of Pi-hole that name a host: records, aliases, static leases. */
const naming = ["dns.hosts", "dns.cnameRecords", "dhcp.hosts"];

/** The names that a device may not take, in lower case, by the text of pihole.toml. Other words of these settings do no harm. */
export const takenNames = (settings: string): ReadonlySet<string> =>
  new Set([
    ...neverGiven,
    ...naming.flatMap((key) => (tomlValue(settings, key) ?? "").toLowerCase().split(/[^a-z0-9._-]+/)),
  ]);
