import { saidCauses, type DrainCause } from "../../contract/drain-cause";
import { version } from "../../../package.json";
import type { DataState } from "../../contract/data-state";
import type { Peer } from "../peers/peer";
import { readiness, type Snapshot } from "../snapshot";

/** What is known of a node, from wherever the page is looked at: of the node itself, and of its peers. */
export interface NodeFacts {
  readonly name: string;
  readonly address: string;
  /** Undefined: it does not answer. */
  readonly state: string | undefined;
  /** Why it is in that state, or why it does not answer; empty if there is nothing to say. */
  readonly reason: string;
  readonly leads: boolean;
  /** It leads, or could take over now. */
  readonly ready: boolean;
  /** How long it has been in that state, in ms. */
  readonly stateMs?: number | undefined;
  readonly drain?: { readonly by: readonly DrainCause[]; readonly outcome: string } | undefined;
  readonly recursion?: string | undefined;
  /** Whether it answers over IPv6; undefined if the cluster does not. */
  readonly ipv6?: string | undefined;
  /** The leader gives addresses to devices, and the others know the leases. */
  readonly servesDhcp?: boolean;
  /** The house's public name; absent if there is none, or the node does not know it. */
  readonly publicName?: {
    readonly name: string;
    readonly address: string | undefined;
    readonly trouble: string;
  };
  readonly blocking?: { readonly state: string; readonly domains?: number | undefined } | undefined;
  readonly data?: { readonly state: DataState | undefined; readonly trouble: string } | undefined;
  /** Of the program that its agent is from. */
  readonly version?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly images?: Readonly<Record<string, string>> | undefined;
}

/** All nodes by name, so that each keeps its place on the page whoever leads and whoever is asked. */
export const nodesOf = (snapshot: Snapshot): readonly NodeFacts[] =>
  [own(snapshot), ...snapshot.peers.map(peer)].sort((a, b) => (a.name < b.name ? -1 : 1));

function own(snapshot: Snapshot): NodeFacts {
  const { config, health, blocking, data, stateAgeMs, resolver, publicName } = snapshot;
  return {
    name: config.node,
    address: config.podAddress,
    state: health.name,
    reason: health.reason,
    leads: health.vrrp === "MASTER",
    ready: readiness(snapshot).ok,
    stateMs: stateAgeMs,
    drain: health.drain && { by: health.drain.by, outcome: health.drain.outcome },
    recursion: resolver.recursion.status,
    blocking: blocking && { state: blocking.state, domains: blocking.domains },
    ipv6: snapshot.ipv6?.state,
    servesDhcp: snapshot.dhcp !== undefined,
    ...(publicName && {
      publicName: {
        name: publicName.name,
        address: publicName.accepted?.address,
        trouble: publicName.trouble,
      },
    }),
    data,
    version,
    fingerprint: config.clusterFingerprint,
    images: config.images,
  };
}

function peer({ name, podAddress: address, status, trouble }: Peer): NodeFacts {
  if (!status) return { name, address, state: undefined, reason: trouble, leads: false, ready: false };
  const { state, reason, ready, vrrp, drain, recursion, blocking, data } = status;
  return {
    name,
    address,
    state,
    reason,
    leads: vrrp.state === "MASTER",
    ready,
    stateMs: status.stateSeconds === undefined ? undefined : status.stateSeconds * 1000,
    drain: drain === null ? undefined : { by: saidCauses(status), outcome: drain },
    recursion,
    blocking,
    ipv6: status.ipv6,
    servesDhcp: status.leases !== undefined,
    data: data && {
      state: data.state ?? undefined,
      trouble: data.state ? "" : "the data keeper does not report",
    },
    version: status.version,
    fingerprint: status.clusterFingerprint,
    images: status.images,
  };
}
