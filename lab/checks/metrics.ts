/** One query of the stream: when it was sent (monotonic ms), and its round trip in ms where its answer was right. */
export interface Attempt {
  readonly sentAt: number;
  readonly verdict: "answered" | "lost" | "wrong";
  readonly rttMs?: number;
  /** It asked for a name that no cache had. */
  readonly uncached?: true;
  /** The answer was not false: it said that there is none to be had (SERVFAIL, REFUSED). */
  readonly refused?: true;
}

/** A query that was lost at first and asked again twice at most: when it was sent first, and whether it was answered in the end. */
export interface Retry {
  readonly sentAt: number;
  readonly answered: boolean;
  readonly uncached?: true;
}

/** From `at` (monotonic ms) on, `node` has the VIP on one of its interfaces, or has it not. */
export interface Ownership {
  readonly at: number;
  readonly node: string;
  readonly owns: boolean;
}

export interface Tally {
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  readonly wrong: number;
}

export interface Outage {
  /** From the send of the first unanswered query to the send of the first answered one after it. */
  readonly ms: number;
  readonly from: number;
  /** The last query went unanswered: whatever the longest outage was, the last one lasts on. */
  readonly open: boolean;
}

export interface OwnerTimes {
  /** How often a node got the VIP that another one had before. */
  readonly vipMoves: number;
  readonly twoOwnersMs: number;
  readonly noOwnerMs: number;
}

export function tally(attempts: readonly Attempt[]): Tally {
  const count = (verdict: Attempt["verdict"]) => attempts.filter((a) => a.verdict === verdict).length;
  return { sent: attempts.length, answered: count("answered"), lost: count("lost"), wrong: count("wrong") };
}

/**
 * The longest time in which no query got the right answer; 0 ms where each one did. A wrong answer serves nobody, so
 * it counts as none. Throws if nothing was sent: silence proves nothing.
 */
export function longestOutage(attempts: readonly Attempt[]): Outage {
  if (attempts.length === 0) throw new Error("no query was sent: there is nothing to judge");
  const inOrder = [...attempts].sort((a, b) => a.sentAt - b.sentAt);
  let longest = { ms: 0, from: inOrder[0]!.sentAt };
  let from: number | undefined;
  for (const { sentAt, verdict } of inOrder) {
    if (verdict !== "answered") from ??= sentAt;
    if (from !== undefined && sentAt - from >= longest.ms) longest = { ms: sentAt - from, from };
    if (verdict === "answered") from = undefined;
  }
  return { ...longest, open: from !== undefined };
}

/**
 * What the nodes did with the VIP between `from` and `to`; earlier changes say who had it at the start. Throws where
 * no node ever had it in all of `changes`: then nobody watched.
 */
export function ownerTimes(changes: readonly Ownership[], from: number, to: number): OwnerTimes {
  if (!changes.some(({ owns }) => owns))
    throw new Error("no node was ever seen with the VIP: there is nothing to judge");
  const owners = new Set<string>();
  let holder: string | undefined;
  let times = { vipMoves: 0, twoOwnersMs: 0, noOwnerMs: 0 };
  let since = from;
  const pass = (at: number) => {
    const until = Math.min(Math.max(at, from), to);
    if (owners.size === 0) times = { ...times, noOwnerMs: times.noOwnerMs + until - since };
    if (owners.size >= 2) times = { ...times, twoOwnersMs: times.twoOwnersMs + until - since };
    since = until;
  };
  for (const { at, node, owns } of [...changes].sort((a, b) => a.at - b.at)) {
    if (at > to) break;
    pass(at);
    if (!owns) owners.delete(node);
    else if (!owners.has(node)) {
      owners.add(node);
      const moved = holder !== undefined && holder !== node && at > from;
      if (moved) times = { ...times, vipMoves: times.vipMoves + 1 };
      holder = node;
    }
  }
  pass(to);
  return times;
}

/** The nodes that have the VIP after all of `changes`, in the order in which they got it. */
export function ownersAfter(changes: readonly Ownership[]): string[] {
  const owners = new Set<string>();
  for (const { node, owns } of [...changes].sort((a, b) => a.at - b.at)) {
    if (owns) owners.add(node);
    else owners.delete(node);
  }
  return [...owners];
}

/** The smallest value that at least `percent` of the values do not exceed (nearest rank). Throws if there is none. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new Error("a percentile of no values");
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}
