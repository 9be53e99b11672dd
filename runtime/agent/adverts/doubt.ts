import type { VrrpState } from "../health";

/** A node's place in VRRP: of two that lead, the one with the lower priority gives way, then the lower address. */
export interface Rank {
  /** 1–254, as it comes from the config. */
  readonly priority: number;
  /** What is added to it at the moment; ≤ 0. */
  readonly claim: number;
  readonly address: string;
}

/** What is known of a peer by its own authenticated word. */
export interface PeerWord {
  readonly name: string;
  /** Undefined if it has said nothing lately. */
  readonly said: { readonly leads: boolean; readonly rank: Rank } | undefined;
  /** When the question was put that this is the answer to, or that got none. */
  readonly askedAt: number;
}

/** All times are in ms of one clock. */
export interface AdvertView {
  readonly vrrp: VrrpState;
  readonly own: Rank;
  readonly peers: readonly PeerWord[];
  /** When DNS answered at the virtual IP last; it is asked only while nobody says that it leads. */
  readonly vipAnsweredAt: number;
  /** Peers of which the packet filter has dropped no advert lately. */
  readonly quiet: readonly string[];
}

export interface Doubt {
  readonly since: number;
  readonly reason: string;
}

export interface Doubts {
  readonly vrrp: VrrpState;
  /** Since when this node has been kept from leading although nobody says that it leads. */
  readonly leaderlessSince: number | undefined;
  /** Since when it has stood by although it ranks above all others. */
  readonly heldSince: number | undefined;
  /** The peers in whose name adverts come that are not theirs. */
  readonly doubted: ReadonlyMap<string, Doubt>;
}

export interface DoubtPatience {
  /** Longer than VRRP needs to notice that no advert comes any more. */
  readonly quietMs: number;
}

/** A peer that could not be asked gets so much more: its agent may just be slow to say so. */
const unaskedMs = 200;
/** While somebody answers at the virtual IP, a peer's agent has time to notice that its node leads. */
const answeredMs = 3_000;
/** keepalived has time to take up a priority that has just been raised. */
const heldMs = 1_000;

export const noDoubts: Doubts = {
  vrrp: "unknown",
  leaderlessSince: undefined,
  heldSince: undefined,
  doubted: new Map(),
};

/**
 * Whose adverts to believe. VRRP says nothing of who has sent an advert, so a device of the LAN can send some in a
 * peer's name. Two things no peer does: it does not lead before a node that ranks above it, and it does not lead while
 * it says that it does not. The adverts of all peers are doubted then, and each one's are believed again when it
 * says that it leads and ranks above this node, or when none come any more.
 *
 * A peer that cannot be asked may be dead, or lead with an agent that is down for a moment: then it is DNS at the
 * virtual IP that tells. If that is answered, nobody suffers, and the peer is believed. If it is not, its adverts are
 * dropped: the worst that this can do is to make two nodes answer, and the worst of the opposite is that none does.
 */
export function nextDoubt(before: Doubts, view: AdvertView, now: number, patience: DoubtPatience): Doubts {
  const doubted = new Map([...before.doubted].filter(([name]) => !isCleared(name, view)));
  const since = (is: boolean, earlier: number | undefined) => (is ? (earlier ?? now) : undefined);
  const leaderlessSince = since(isLeaderless(view), before.leaderlessSince);
  const heldSince = since(view.vrrp === "BACKUP" && ranksAboveAll(view), before.heldSince);
  const moved = before.vrrp === "MASTER" && heldSince !== undefined;
  const held = heldSince !== undefined && now - heldSince >= patience.quietMs + heldMs;
  const leaderless =
    leaderlessSince !== undefined &&
    now - leaderlessSince >= patienceFor(view, leaderlessSince, now, patience);
  const seen = { vrrp: view.vrrp, leaderlessSince, heldSince, doubted };
  if (!moved && !held && !leaderless) return seen;
  const reason =
    moved || held
      ? "they keep this node from leading, which ranks above all others"
      : "they keep this node from leading, and no node says that it leads";
  for (const { name } of view.peers) if (!doubted.has(name)) doubted.set(name, { since: now, reason });
  // Now that they are dropped, VRRP takes its time.
  const anew = (begun: number | undefined) => (begun === undefined ? undefined : now);
  return { ...seen, leaderlessSince: anew(leaderlessSince), heldSince: anew(heldSince) };
}

function isCleared(name: string, { peers, own, quiet }: AdvertView): boolean {
  const said = peers.find((peer) => peer.name === name)?.said;
  return quiet.includes(name) || (said?.leads === true && above(said.rank, own));
}

/** keepalived would have this node lead, if it heard nobody. */
const isLeaderless = ({ vrrp, peers }: AdvertView): boolean =>
  vrrp === "BACKUP" && peers.length > 0 && !peers.some(({ said }) => said?.leads);

/** Whatever the others' claims are: they may have changed since they told of them. */
const ranksAboveAll = ({ own, peers }: AdvertView): boolean =>
  own.claim === 0 &&
  peers.length > 0 &&
  peers.every(({ said }) => said !== undefined && said.rank.priority < own.priority);

function patienceFor(
  { peers, vipAnsweredAt }: AdvertView,
  since: number,
  now: number,
  rules: DoubtPatience,
): number {
  const allSayNo = peers.every(({ said, askedAt }) => said !== undefined && askedAt >= since);
  const answered = vipAnsweredAt >= now - rules.quietMs - unaskedMs;
  if (answered) return allSayNo ? rules.quietMs + answeredMs : Infinity;
  return allSayNo ? rules.quietMs : rules.quietMs + unaskedMs;
}

/** Whether one node's adverts would make another give way. */
export function above(one: Rank, other: Rank): boolean {
  const difference = effective(one) - effective(other);
  return difference > 0 || (difference === 0 && toNumber(one.address) > toNumber(other.address));
}

/** As keepalived sends it. */
const effective = ({ priority, claim }: Rank): number => Math.max(1, priority + claim);

const toNumber = (address: string): number =>
  address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
