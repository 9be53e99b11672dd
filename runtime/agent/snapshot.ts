import { drainText } from "../contract/drain-cause";
import { version } from "../../package.json";
import type { AgentConfig } from "../contract/agent-config";
import type { AdvertsSeen } from "./adverts/advert-watch";
import type { BlockingSeen } from "./blocking/blocking";
import type { Condition } from "./conditions/condition";
import type { ChangesSeen } from "./changes";
import { dataStatus, type DataSeen } from "./data-watch";
import type { LeasesSeen } from "./dhcp/leases";
import type { DoorsSeen } from "./doors/doors-seen";
import type { GuardCounts } from "./guard/guard";
import type { Health, HealthStateName } from "./health";
import type { HistorySeen } from "./history/protocol";
import type { LocalZoneSeen } from "./local-zone/local-zone-signer";
import { historyStatus } from "./history/status";
import { localZoneStatus } from "./local-zone/local-zone-status";
import type { NotifySeen } from "./notify/notify-seen";
import type { PackagesSeen } from "./packages";
import type { Peer } from "./peers/peer";
import type { PiholeNumbers } from "./pihole/numbers";
import type { Ipv6Seen } from "./probe/ipv6-watch";
import type { PublicNameSeen } from "./public-name/public-name-updater";
import { publicNameStatus } from "./public-name/public-name-status";
import type { ProbeRecord } from "./probe/prober";
import type { ProcessSeen } from "./process-watch";
import type { SecondSeen } from "./second-seen";
import { clockStatus } from "./resolver/fitness";
import type { ResolverSeen } from "./resolver/resolver-watch";
import { roleOf, type Role } from "./role";
import type { SyncProgress } from "./sync/sync-progress";
import { syncStatus } from "./sync/sync-status";
import type { Update } from "./updates/update-watch";

/** Everything the agent knows at one moment; the wall clock is in `startedAt` and `at`, in ms. */
export interface Snapshot {
  readonly config: AgentConfig;
  readonly health: Health;
  readonly stateAgeMs: number;
  readonly healthyMs: number | undefined;
  readonly role: Role;
  readonly claim: number | undefined;
  readonly own: ProbeRecord;
  readonly resolver: ResolverSeen;
  /** Absent without IPv6. */
  readonly ipv6?: Ipv6Seen | undefined;
  readonly peers: readonly Peer[];
  /** `now` is on the same clock as the times in `progress`. */
  readonly sync:
    { readonly progress: SyncProgress; readonly behind: string; readonly now: number } | undefined;
  /** Whether Pi-hole blocks what its lists say; absent if nobody looks. */
  readonly blocking?: BlockingSeen | undefined;
  /** Requests to Pi-hole's web server; absent if the guard does not run. */
  readonly guard?: GuardCounts;
  /** Connections that the doors have ended for being too many, since the doors' start. */
  readonly turnedAway?: number;
  /** The process that faces the LAN; absent if the agent runs without one. */
  readonly doors?: DoorsSeen;
  /** Absent where the host keeps no data. */
  readonly data?: DataSeen | undefined;
  readonly adverts?: AdvertsSeen;
  /** The channels that alerts go to; absent if nobody looks. */
  readonly notify?: NotifySeen;
  /** Absent if the cluster has no signed zone of its own. */
  readonly localZone?: LocalZoneSeen | undefined;
  /** Absent if there is none. */
  readonly publicName?: PublicNameSeen | undefined;
  /** The leases of DHCP; absent if the cluster serves none. */
  readonly dhcp?: LeasesSeen | undefined;
  /** Absent if this node keeps no query history. */
  readonly history?: HistorySeen | undefined;
  /** Newer images than those that the nodes run; absent if nobody looks. */
  readonly updates?: readonly Update[];
  /** Absent if nobody looks. */
  readonly packages?: PackagesSeen;
  /** Absent if this node gives no second answers. */
  readonly second?: SecondSeen | undefined;
  /** What this node and its peers have found, the worst first. Absent if nobody looks. */
  readonly conditions?: readonly Condition[];
  /** Absent if nobody counts. */
  readonly changes?: ChangesSeen;
  /** Absent until Pi-hole has told them. */
  readonly pihole?: PiholeNumbers;
  /** The process that probes and decides; absent if nobody looks. */
  readonly process?: ProcessSeen;
  /** The same of the doors. */
  readonly doorsProcess?: ProcessSeen;
  readonly startedAt: number;
  readonly at: number;
  /** Why the shared files cannot be read or written; empty if they can. */
  readonly trouble: string;
}

/** The answer of /ready: ready means that this node leads, or could take over now. */
export function readiness(snapshot: Snapshot): { ok: boolean; role: Role; reason?: string } {
  const { health, role, trouble } = snapshot;
  const serving: readonly HealthStateName[] = ["leading", "standing-by", "holding"];
  if (trouble) return { ok: false, role, reason: `shared files: ${trouble}` };
  if (serving.includes(health.name)) return { ok: true, role };
  return { ok: false, role, reason: health.reason ? `${health.name}: ${health.reason}` : health.name };
}

/** The answer of /status. Ages and latencies are in the unit that their names end with. */
export function status(snapshot: Snapshot) {
  const { config, health, claim, resolver, at } = snapshot;
  return {
    node: config.node,
    role: snapshot.role,
    state: health.name,
    since: new Date(at - snapshot.stateAgeMs).toISOString(),
    reason: health.reason,
    ready: readiness(snapshot).ok,
    vip: config.vip,
    ...(config.vip6 === undefined ? {} : { vip6: config.vip6 }),
    ipv6: snapshot.ipv6 && { state: snapshot.ipv6.state, reason: snapshot.ipv6.reason },
    vrrp: {
      state: health.vrrp,
      priority: config.priority,
      claim: claim ?? null,
      effectivePriority: claim === undefined ? null : Math.max(1, config.priority + claim),
    },
    failback: config.failback,
    healthySeconds: snapshot.healthyMs === undefined ? null : snapshot.healthyMs / 1000,
    drain: health.drain?.outcome ?? null,
    drainedBy: health.drain ? drainText(health.drain.by) : null,
    drainCauses: health.drain?.by ?? [],
    recursion: resolver.recursion.status,
    recursionReason: resolver.recursion.reason,
    resolvers: Object.fromEntries(resolver.answering),
    resolverTrouble: resolver.controlTrouble,
    clock: clockStatus(resolver.recursion, snapshot.peers, at),
    probes: { own: probe(snapshot.own, at), recursion: probe(resolver.record, at) },
    trouble: snapshot.trouble,
    conditions: (snapshot.conditions ?? []).map(conditionStatus),
    peers: snapshot.peers.map(peer),
    adverts: snapshot.adverts && advertStatus(snapshot.adverts),
    blocking: snapshot.blocking && blockingStatus(snapshot.blocking),
    sync: snapshot.sync && syncStatus(snapshot.sync),
    guard: snapshot.guard,
    doors: snapshot.doors && { ...snapshot.doors, turnedAway: snapshot.turnedAway ?? 0 },
    data: snapshot.data && dataStatus(snapshot.data, at),
    dnssec: localZoneStatus(snapshot),
    publicName: publicNameStatus(snapshot.publicName),
    secondAnswer: snapshot.second ?? null,
    dhcp: snapshot.dhcp && { leases: snapshot.dhcp.count, trouble: snapshot.dhcp.trouble },
    history: snapshot.history && historyStatus(snapshot.history),
    clusterFingerprint: config.clusterFingerprint,
    images: config.images,
    versions: {
      agent: version,
      node: process.versions.node,
      openssl: process.versions.openssl,
      packages: snapshot.packages ?? null,
    },
    uptimeSeconds: (at - snapshot.startedAt) / 1000,
  };
}

export type Status = ReturnType<typeof status>;

/** A peer as this node sees it; `ready` means that it leads, or could take over now. */
function peer({ name, podAddress, status: seen, trouble }: Peer) {
  if (!seen) return { name, podAddress, ready: false, state: null, reason: trouble };
  const { ready, state, reason, vrrp, drainedBy, drainCauses, clusterFingerprint, images } = seen;
  const role = roleOf(vrrp.state);
  return { name, podAddress, ready, state, reason, role, drainedBy, drainCauses, clusterFingerprint, images };
}

const conditionStatus = ({ since, ...condition }: Condition) => ({
  ...condition,
  since: new Date(since).toISOString(),
});

/**
 * Peers in whose name a device of the LAN sends VRRP adverts (`trouble` says why they are not dropped), and those whose
 * adverts came late.
 */
function advertStatus({ disbelieved, late, trouble }: AdvertsSeen) {
  return {
    late,
    disbelieved: disbelieved.map(({ name, reason, sinceMs }) => ({
      name,
      reason,
      sinceSeconds: sinceMs / 1000,
    })),
    trouble,
  };
}

function blockingStatus({ state, reason, domains, healing, sinceMs }: BlockingSeen) {
  return { state, reason, domains: domains ?? null, healing: healing ?? null, sinceSeconds: sinceMs / 1000 };
}

function probe({ last, counts }: ProbeRecord, at: number) {
  if (!last) return { last: null, counts };
  const { kind, detail, name, latencyMs } = last;
  return { last: { kind, detail, name, latencyMs, ageSeconds: (at - last.at) / 1000 }, counts };
}
