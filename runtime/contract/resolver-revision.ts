import { createHash } from "node:crypto";

/** Each Unbound answers a TXT query for this name with a digest of the zones that it has loaded. */
export const revisionName = "revision.ha-dns.invalid";

/** Tells whether Pi-hole's dnsmasq has started with these files of its folder, given by name. */
export function dnsmasqDigest(contents: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(contents).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}
