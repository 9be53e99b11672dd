/**
 * The VRRP priorities of a node, as it leads, stands by, and so on. The `priority` of the config only orders the nodes.
 * VRRP waits longer the lower a priority is (its skew time, RFC 9568, 6.1), so all of them begin at the highest there
 * is. The nodes of one kind are as far apart as there is room: when a leader dies, the waits of those that stand by
 * differ by more than an advert takes, and two of them do not take over together.
 */
export interface VrrpPriorities {
  /** Of a node that leads, or may take the VIP from whoever ranks below it. */
  readonly own: number;
  /** Added while the node stands by: below every node's own, so that it cannot preempt a leader. */
  readonly standbyClaim: number;
  /** Added while it has not the leader's lists and settings: below every node that stands by with them. */
  readonly syncingClaim: number;
  /** Added while it drains: it makes the lowest priority there is. */
  readonly drainClaim: number;
}

const highest = 254;
const lowest = 1;
/** Own, standby and syncing have a third each of what is above the lowest. */
const room = Math.floor((highest - lowest) / 3);

interface Ordered {
  readonly priority: number;
}

/** Throws if the node is not one of `nodes`, or if there are more than there is room for. */
export function vrrpPriorities(node: Ordered, nodes: readonly Ordered[]): VrrpPriorities {
  const rank = nodes.filter((other) => other.priority > node.priority).length;
  const step = Math.floor(room / nodes.length);
  if (!nodes.includes(node) || step === 0) throw new Error(`no rank among ${nodes.length} nodes`);
  const own = highest - rank * step;
  return { own, standbyClaim: -room, syncingClaim: -2 * room, drainClaim: lowest - own };
}
