/** What one node says to the others about one channel. */
export interface ChannelWord {
  /** Its last attempt has failed. */
  readonly fails: boolean;
  /** It is sending at this moment. */
  readonly sends: boolean;
}

/** A node that this node sees now, or itself. */
export interface SeenNode {
  readonly name: string;
  readonly leads: boolean;
  readonly priority: number;
  readonly channels: Readonly<Record<string, ChannelWord>>;
}

export interface TurnView {
  readonly self: string;
  /** Every node of the cluster, seen or not. */
  readonly nodes: readonly string[];
  readonly seen: readonly SeenNode[];
  /** When the order of those that are seen changed last. */
  readonly orderChangedAt: number;
}

export interface TurnTimes {
  /** What begins within this time goes into one message; and nodes hear of each other sooner. */
  readonly gatherMs: number;
  /** An attempt ends within it. */
  readonly deadlineMs: number;
}

/** A node hears within this time what another one does. */
export const hearsWithinMs = 2_000;

/** Those that a node sees, in the order in which they send: the leader first, then by priority. */
export const inOrder = (seen: readonly SeenNode[]): readonly SeenNode[] =>
  [...seen].sort(
    (a, b) => Number(b.leads) - Number(a.leads) || b.priority - a.priority || a.name.localeCompare(b.name),
  );

/**
 * Whether this node is to send to a channel now, of which something has been untold since `untoldSince`. The first in
 * order sends; each next one waits one attempt longer, and so hears of it. If an attempt has failed, those that have
 * not failed go first. If all have failed, each has a time of its own by the clock, so that no two send at once when
 * the internet comes back.
 */
export function isOurTurn(
  channel: string,
  view: TurnView,
  { gatherMs, deadlineMs }: TurnTimes,
  untoldSince: number,
  now: number,
): boolean {
  const word = ({ channels }: SeenNode): ChannelWord => channels[channel] ?? { fails: false, sends: false };
  const others = view.seen.filter(({ name }) => name !== view.self);
  if (others.some((node) => word(node).sends)) return false;
  if (now - untoldSince < gatherMs) return false;
  if (now - view.orderChangedAt < hearsWithinMs) return false;
  const failing = view.seen.filter((node) => word(node).fails);
  if (failing.length === view.seen.length) {
    const all = [...view.nodes].sort();
    const step = deadlineMs + 2 * hearsWithinMs;
    return Math.floor(now / step) % all.length === all.indexOf(view.self) && now % step < hearsWithinMs;
  }
  const able = inOrder(view.seen.filter((node) => !word(node).fails));
  const rank = able.findIndex(({ name }) => name === view.self);
  return rank >= 0 && now - untoldSince >= gatherMs + rank * (deadlineMs + hearsWithinMs);
}
