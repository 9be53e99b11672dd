import type { LocalZoneFile } from "../../contract/local-zone-schema";
import { zoneTtl } from "../../contract/local-zone-schema";

export const dayMs = 86_400_000;
/** Signatures begin this long before the day of signing, for clocks that are behind. */
const backDays = 1;
const validDays = 14;

/** The day for which a zone is signed: days since 1970, in UTC. Nodes that sign on one day write the same bytes. */
export const dayOf = (now: number): number => Math.floor(now / dayMs);

/** When signatures of that day begin and end, in ms of Unix time. */
export const validityOf = (day: number): { readonly from: number; readonly until: number } => ({
  from: (day - backDays) * dayMs,
  until: (day + validDays) * dayMs,
});

/** A time in the format of ldns-signzone and RRSIG records. */
export const timestamp = (ms: number): string => new Date(ms).toISOString().replace(/\D/g, "").slice(0, 14);

/** The zone before it is signed, as a zone file. */
export function unsignedZone({ zone, keys, records }: LocalZoneFile, day: number): string {
  const lines = [
    `$ORIGIN ${zone}.`,
    `$TTL ${zoneTtl}`,
    `@ IN SOA localhost. hostmaster.localhost. ${(day * dayMs) / 1000} 3600 600 1209600 ${zoneTtl}`,
    "@ IN NS localhost.",
    ...keys.map(({ dnskey }) => `@ IN DNSKEY ${dnskey}`),
    ...records,
  ];
  return `${lines.join("\n")}\n`;
}
