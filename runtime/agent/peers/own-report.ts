import { drainText } from "../../contract/drain-cause";
import type { Condition } from "../conditions/condition";
import { version } from "../../../package.json";
import { localZoneReport } from "../local-zone/local-zone-status";
import { nothingTold, type NotifyExchange } from "../notify/notify-exchange";
import { syncFormat } from "../sync/model/sync-state";
import { readiness, type Snapshot } from "../snapshot";
import { briefRefusal, type PeerStatus } from "./peer";

const longestReason = 300;

/** What this node has found and noted itself, for its peers. */
export interface OwnFindings {
  readonly conditions: readonly Condition[];
  /** The highest id of its own events. */
  readonly newestEvent: number;
  /** What people were told. */
  readonly notify?: NotifyExchange;
}

/** A snapshot in which nothing that peers are told of can be forgotten: what nobody looks at is undefined, not absent. */
export type Reported = Snapshot & {
  readonly [Field in "localZone" | "publicName" | "dhcp"]: Snapshot[Field];
};

const noFindings: OwnFindings = { conditions: [], newestEvent: 0 };

/** What this node tells its peers about itself. Bounded, whatever its Pi-hole holds: a long report would be refused. */
export function report(snapshot: Reported, findings: OwnFindings = noFindings): PeerStatus {
  const { conditions, newestEvent, notify = nothingTold } = findings;
  const { config, health, healthyMs, resolver, blocking, sync, data, claim, at } = snapshot;
  return {
    node: config.node,
    state: health.name,
    reason: health.reason.slice(0, longestReason),
    version,
    stateSeconds: snapshot.stateAgeMs / 1000,
    ready: readiness(snapshot).ok,
    healthySeconds: healthyMs === undefined ? null : healthyMs / 1000,
    vrrp: { state: health.vrrp, priority: config.priority, claim, agreement: config.vrrpAgreement },
    drain: health.drain?.outcome ?? null,
    drainedBy: health.drain ? drainText(health.drain.by) : null,
    drainCauses: health.drain?.by ?? [],
    clusterFingerprint: config.clusterFingerprint,
    images: config.images,
    vip: config.vip,
    blocking: blocking && { state: blocking.state, domains: blocking.domains },
    sync: sync && {
      format: syncFormat,
      revision: sync.progress.revision,
      ...(sync.progress.refusal && { refusal: briefRefusal(sync.progress.refusal) }),
    },
    data: data && { state: data.state ?? null },
    ipv6: snapshot.ipv6?.state,
    recursion: resolver.recursion.status,
    clock: { now: new Date(at).toISOString() },
    localZone: localZoneReport(snapshot.localZone),
    publicName: snapshot.publicName?.accepted,
    leases: snapshot.dhcp && { digest: snapshot.dhcp.digest },
    conditions: [...conditions],
    newestEvent,
    notify,
    peers: config.peers.map(({ name }) => ({ name })),
  };
}
