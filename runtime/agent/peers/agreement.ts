import type { VrrpState } from "../health";
import { syncFormat } from "../sync/model/sync-state";
import { notAsked, type Peer, type PeerStatus } from "./peer";

/** What this node says of itself in VRRP. */
export interface OwnVrrp {
  readonly name: string;
  readonly state: VrrpState;
  readonly priority: number;
  /** As in AgentConfig. */
  readonly agreement: string;
}

/** The peer that leads, and that this node cannot hear by VRRP, if there is one: each would think that it is alone. */
export function unheardLeader(own: OwnVrrp, peers: readonly Peer[]): Peer | undefined {
  return peers.find(({ status }) => status?.vrrp.state === "MASTER" && !hears(own, status));
}

/** What a peer does not say speaks against nothing. */
const hears = (own: OwnVrrp, { vrrp, peers }: PeerStatus): boolean =>
  (vrrp.agreement ?? own.agreement) === own.agreement &&
  (peers === undefined || peers.some(({ name }) => name === own.name));

/**
 * Why this node stays out of VRRP; empty if it need not. While another password, router id or node goes through
 * the cluster, the node that was changed waits until the leader that it cannot hear lets the VIP go or falls silent.
 * Where both lead already, the one with the lower priority gives way.
 */
export function holdReason(own: OwnVrrp, peers: readonly Peer[]): string {
  const outside = own.state !== "MASTER" && own.state !== "BACKUP";
  const unknown = peers.find(({ trouble }) => trouble === notAsked);
  if (unknown && outside) return `${unknown.name} has not been asked yet`;
  const leader = unheardLeader(own, peers);
  if (!leader?.status || leader.status.drain === "waiting") return "";
  if (own.state === "MASTER" && own.priority > leader.status.vrrp.priority) return "";
  return `${leader.name} leads, and was not deployed with this node's VRRP settings yet: it is to let go first`;
}

/** The peer that leads, if its agent is of a version that this one can follow. */
export const leaderToFollow = (peers: readonly Peer[]): Peer | undefined =>
  peers.find(({ status }) => status?.vrrp.state === "MASTER" && status.sync?.format === syncFormat);
