import type { Peer, PeerStatus } from "../peers/peer";
import type { LocalZoneSeen } from "./local-zone-signer";
import { dayMs } from "./signing";

/** A day as YYYY-MM-DD. */
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The local zone in the report to the peers. */
export const localZoneReport = (seen: LocalZoneSeen | undefined): PeerStatus["localZone"] => {
  if (!seen) return undefined;
  const { zone, signed } = seen;
  return signed ? { zone, day: signed.day, digest: signed.digest, key: signed.key } : null;
};

/** The answer of /dnssec, and a part of /status; undefined if there is no zone. */
export function localZoneStatus({
  localZone,
  peers,
}: {
  readonly localZone?: LocalZoneSeen | undefined;
  readonly peers: readonly Peer[];
}) {
  if (!localZone) return undefined;
  const { zone, signer, keys, records, signed, trouble } = localZone;
  return {
    zone,
    signer: { n: signer, tag: keys.find(({ n }) => n === signer)?.tag ?? null },
    /** Published and trusted; validators need all of them as trust anchors. */
    keys: keys.map(({ n, tag, ds }) => ({ n, tag, signs: n === signer, ds: `${zone}. IN DS ${ds}` })),
    records,
    signedFor: signed ? dayText(signed.day) : null,
    expires: signed ? new Date(signed.until).toISOString() : null,
    digest: signed?.digest ?? null,
    trouble,
    /** By peer: whether it has signed the same zone; null if its report has none. */
    peers: Object.fromEntries(
      peers.map(({ name, status }) => [
        name,
        status?.localZone && signed
          ? { digest: status.localZone.digest, equal: status.localZone.digest === signed.digest }
          : null,
      ]),
    ),
  };
}
