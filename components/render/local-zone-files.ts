import type { ZoneKey } from "../../runtime/contract/zone-key";
import type { LocalZoneFile } from "../../runtime/contract/local-zone-schema";
import { isInZone, withoutWildcard } from "../config/dns-names";
import type { DnsRecord } from "../config/dns-records";
import type { NodePlan } from "../config/types";
import { handMade, jsonFile, lines } from "./text";

type Cluster = Pick<NodePlan["cluster"], "localZone" | "records" | "dnssecKey">;

/** The records that are in the signed zone, and the others. */
export function splitRecords({ localZone, records }: Pick<Cluster, "localZone" | "records">): {
  readonly signed: readonly DnsRecord[];
  readonly unsigned: readonly DnsRecord[];
} {
  const isSigned = ({ name }: DnsRecord) => localZone !== "" && isInZone(withoutWildcard(name), localZone);
  return { signed: records.filter(isSigned), unsigned: records.filter((record) => !isSigned(record)) };
}

/**
 * The numbers of the keys that the zone publishes and that resolvers trust: the one that signs, the one before, and the
 * next one. So whoever knows the zone with one key accepts it with the next one too, whichever node has signed it.
 */
export const publishedKeys = (dnssecKey: number): number[] =>
  [dnssecKey - 1, dnssecKey, dnssecKey + 1].filter((n) => n >= 1);

/** zone.json: what the agent signs. */
export function renderLocalZone(cluster: Cluster, keys: readonly ZoneKey[]): string {
  const records = splitRecords(cluster).signed.map(({ name, type, data }) => `${name}. IN ${type} ${data}`);
  const file: LocalZoneFile = {
    zone: cluster.localZone,
    signer: cluster.dnssecKey,
    keys: [...keys],
    records: [...new Set(records)].sort(),
  };
  return jsonFile(file);
}

/** What Unbound trusts. */
export const renderAnchors = (zone: string, keys: readonly ZoneKey[]): string =>
  lines(
    handMade,
    "server:",
    keys.map(({ ds }) => `    trust-anchor: "${zone}. IN DS ${ds}"`),
  );
