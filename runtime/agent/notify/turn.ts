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
  /** When the order of those that can send to the channel changed last. */
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

const wordOf = ({ channels }: SeenNode, channel: string): ChannelWord =>
  channels[channel] ?? { fails: false, sends: false };

/** Those that a node sees and that have not failed, in the order in which they send: the leader, then by priority. */
export const orderOf = (channel: string, seen: readonly SeenNode[]): string[] =>
  seen
    .filter((node) => !wordOf(node, channel).fails)
    .sort(
      (a, b) => Number(b.leads) - Number(a.leads) || b.priority - a.priority || a.name.localeCompare(b.name),
    )
    .map(({ name }) => name);

/**
 * Whether this node sends to a channel now. Something has been untold there since `untoldSince`. The first node in the
 * order sends at once. Each further node waits one attempt longer, so it hears first if another one has sent. A node
 * whose attempt failed leaves the order; a new order starts the waits again. If every node has failed, each has its own
 * time slot: two nodes do not send at the same moment when the internet returns.
 */
export function isOurTurn(
  channel: string,
  { self, nodes, seen, orderChangedAt }: TurnView,
  { gatherMs, deadlineMs }: TurnTimes,
  untoldSince: number,
  now: number,
): boolean {
  if (seen.some((node) => node.name !== self && wordOf(node, channel).sends)) return false;
  const from = Math.max(untoldSince + gatherMs, orderChangedAt + hearsWithinMs);
  if (now < from) return false;
  const order = orderOf(channel, seen);
  if (order.length === 0) {
    const all = [...nodes].sort();
    const step = deadlineMs + 2 * hearsWithinMs;
    return Math.floor(now / step) % all.length === all.indexOf(self) && now % step < hearsWithinMs;
  }
  const rank = order.indexOf(self);
  return rank >= 0 && now - from >= rank * (deadlineMs + hearsWithinMs);
}
