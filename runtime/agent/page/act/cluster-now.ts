import { saidCauses, type DrainCause } from "../../../contract/drain-cause";
import { conditionKey } from "../../conditions/condition";
import type { Peer } from "../../peers/peer";
import { roleOf } from "../../role";
import { readiness, type Snapshot } from "../../snapshot";

/** What actions need to know of a node. */
export interface NodeNow {
  readonly name: string;
  readonly leads: boolean;
  /** Leads, or could take over now. */
  readonly ready: boolean;
  /** One of health's names; "silent" if its agent does not answer. */
  readonly state: string;
  readonly reason: string;
  /** By whom it is drained; empty if it is not. */
  readonly drainedBy: readonly DrainCause[];
  /** It has the working copy of the data. */
  readonly holdsData: boolean;
  /** A removal that it refuses until a person accepts it: of which state of the leader's, and how much. */
  readonly refusal: { readonly digest: string; readonly words: readonly string[] } | undefined;
  /** What Pi-hole there blocks: a word of blockingStates, or empty. */
  readonly blocking: string;
}

/** The cluster as one of its nodes sees it. */
export interface ClusterNow {
  /** The node that looks. */
  readonly self: string;
  readonly nodes: readonly NodeNow[];
  /** What is wrong now, by its key. */
  readonly conditions: readonly string[];
  /** How many channels alerts go to. */
  readonly channels: number;
}

export function clusterNow(snapshot: Snapshot): ClusterNow {
  const { config, health, role, data, peers, sync, blocking } = snapshot;
  const own: NodeNow = {
    name: config.node,
    leads: role === "leader",
    ready: readiness(snapshot).ok,
    state: health.name,
    reason: health.reason,
    drainedBy: health.drain?.by ?? [],
    holdsData: data?.state?.state === "holder",
    refusal: sync?.progress.refusal,
    blocking: blocking?.state ?? "",
  };
  return {
    self: config.node,
    nodes: [own, ...peers.map(peerNow)],
    conditions: (snapshot.conditions ?? []).map(conditionKey),
    channels: snapshot.notify?.channels.length ?? 0,
  };
}

function peerNow({ name, status, trouble }: Peer): NodeNow {
  if (!status)
    return {
      name,
      leads: false,
      ready: false,
      state: "silent",
      reason: trouble,
      drainedBy: [],
      holdsData: false,
      refusal: undefined,
      blocking: "",
    };
  return {
    name,
    leads: roleOf(status.vrrp.state) === "leader",
    ready: status.ready,
    state: status.state,
    reason: status.reason,
    drainedBy: saidCauses(status),
    holdsData: status.data?.state?.state === "holder",
    refusal: status.sync?.refusal,
    blocking: status.blocking?.state ?? "",
  };
}

export const nodeNamed = ({ nodes }: ClusterNow, name: string): NodeNow | undefined =>
  nodes.find((node) => node.name === name);

/** Another node that leads or could take over now. */
export const otherReady = ({ nodes }: ClusterNow, name: string): NodeNow | undefined =>
  nodes.find((node) => node.name !== name && node.ready);

/** A node's state with its reason, in words. */
export const stateInWords = ({ state, reason }: NodeNow): string => (reason ? `${state}: ${reason}` : state);
