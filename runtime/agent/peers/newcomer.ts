import type { VrrpState } from "../health";
import type { VipSeen } from "../probe/vip-probe";
import type { Peer } from "./peer";

/** Somebody answers at the virtual IP if an answer is no older. */
const answeredMs = 2_000;

export interface Newcomer {
  /** It once had the cluster's lists and settings. */
  readonly proven: boolean;
  readonly vrrp: VrrpState;
  readonly peers: readonly Peer[];
}

/**
 * Whether nobody can be asked how the cluster's lists are by a node that never had them. A connection that fails says
 * nothing of a leader: whoever is on the way can have it fail.
 */
export const isBlind = ({ proven, vrrp, peers }: Newcomer): boolean =>
  !proven && vrrp !== "MASTER" && peers.length > 0 && !peers.some(({ status }) => leads(status));

const leads = (status: Peer["status"]): boolean => status?.vrrp.state === "MASTER";

/** A node that is in VRRP stays there. */
export const staysOut = (newcomer: Newcomer): boolean => isBlind(newcomer) && newcomer.vrrp !== "BACKUP";

/**
 * Why a new node stays out of VRRP: it may not hear the leader's adverts, and would lead with empty lists beside it. As
 * soon as nobody answers at the virtual IP, any answer is better than none.
 */
export function newcomerHold(newcomer: Newcomer, vip: VipSeen, now: number): string {
  if (!staysOut(newcomer)) return "";
  if (!vip.asked) return "the virtual IP has not been asked yet";
  if (now - vip.answeredAt > answeredMs) return "";
  const peers = newcomer.peers.map(({ name, trouble }) => `${name}: ${trouble || "does not lead"}`);
  return `somebody leads who cannot be asked, and this node never had the cluster's lists (${peers.join("; ")})`;
}
