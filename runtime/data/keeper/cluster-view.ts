import type { RootView } from "../ports";
import type { Holding } from "../ports";
import {
  writing,
  type KeeperInput,
  type KeeperState,
  type Memory,
  type PeerData,
  type PeerView,
  type KeeperRules,
} from "./keeper-types";
import { timing } from "./timing";

/** A peer of which something fresh is known. */
export interface VisiblePeer extends PeerView {
  readonly data: PeerData;
}

/** What a node sees at one moment. */
export interface ClusterView {
  readonly seen: readonly VisiblePeer[];
  /** Peers that are not visible. */
  readonly unseen: readonly string[];
  /** Visible peers whose keepers say nothing: nobody knows whether they write. */
  readonly silent: readonly string[];
  /** The peer that has the data, or is about to. */
  readonly occupant: VisiblePeer | undefined;
  /** All peers are seen, and none of them has the data or is about to. */
  readonly free: boolean;
  /** The moment of which `free` speaks. */
  readonly freeAt: number;
  /** What the router says; `no-router` where it was not asked lately. */
  readonly holding: Holding;
  /** When it was asked. */
  readonly askedAt: number;
  /** The MAC address of another device that has the fence address; "" for none. */
  readonly stranger: string;
}

/** A peer that counts more take-overs than there can have been since it was seen last says nothing that can be used. */
const farthestEpoch = 1_000_000;

export function sightOf(input: KeeperInput, now: number, { epoch }: Pick<Memory, "epoch">): ClusterView {
  const fresh = (peer: PeerView): peer is VisiblePeer =>
    peer.visible &&
    peer.data !== null &&
    peer.data.epoch <= epoch + farthestEpoch &&
    now - peer.changedAt <= timing.seenMs;
  const seen = input.peers.filter(fresh);
  const occupant = seen.find(({ data }) => writing(data.state)) ?? seen.find(({ data }) => occupied(data));
  const recent = now - input.holding.at <= timing.seenMs;
  return {
    seen,
    unseen: input.peers.filter(({ visible }) => !visible).map(({ name }) => name),
    silent: input.peers.filter((peer) => peer.visible && !fresh(peer)).map(({ name }) => name),
    occupant,
    free: seen.length === input.peers.length && !occupant,
    freeAt: Math.min(now, ...seen.map(({ changedAt }) => changedAt)),
    holding: recent ? input.holding.answer : "no-router",
    askedAt: input.holding.at,
    stranger: input.holding.stranger ?? "",
  };
}

/** A node that had the data and has not been seen to have stopped still has it. */
function occupied({ state, writable }: PeerData): boolean {
  const stopping = state === "isolated" || state === "ousted" || state === "starting";
  return writing(state) || state === "claiming" || (stopping && writable);
}

/** Whether all of a node's datasets can be used. */
export const able = (roots: readonly { readonly trouble: string }[] | undefined): boolean =>
  roots !== undefined && roots.length > 0 && roots.every(({ trouble }) => trouble === "");

/** When the oldest root's newest snapshot was taken, ms since 1970; 0 if one has none. */
export const copyOf = (roots: readonly Pick<RootView, "newest">[]): number =>
  Math.min(...roots.map(({ newest }) => newest?.createdAt ?? 0));

/** Whether some root is not known to be empty. */
const isFilled = (roots: readonly Pick<RootView, "empty">[]): boolean =>
  roots.some(({ empty }) => empty !== true);

interface Candidate {
  readonly name: string;
  readonly wants: boolean;
  readonly epoch: number;
  readonly latest: boolean;
  readonly copy: number;
  /** It holds data, as far as is known. */
  readonly filled: boolean;
  readonly leads: boolean;
}

/** The node that is to have the data where all see each other and nobody has it; undefined if none can. */
export function bestNode(
  keeper: KeeperState,
  input: KeeperInput,
  { seen }: ClusterView,
  rules: KeeperRules,
): string | undefined {
  const { memory } = keeper;
  const own = {
    name: rules.node,
    leads: input.leads,
    data: { ...memory, wants: keeper.wantedSince !== null, roots: input.roots ?? [] },
  };
  const nodes = [own, ...seen].filter(({ data }) => able(data.roots));
  const candidates = nodes.map(({ name, leads, data }): Candidate => {
    const { wants, epoch, latest, roots } = data;
    return { name, wants, epoch, latest, copy: copyOf(roots), filled: isFilled(roots), leads };
  });
  const best = candidates.sort(better)[0];
  if (!best) return undefined;
  const to = nodes.find(({ name }) => name === best.name)?.data.released?.to;
  if (best.latest && to !== undefined && candidates.some(({ name }) => name === to)) return to;
  // Nobody has ever held it, and no copy is newer than another: it begins with the one that has data, else, and if
  // several have, where DNS is led.
  const only = best.filled && candidates.filter(({ filled }) => filled).length === 1;
  if (!only && best.epoch === 0 && best.copy === 0 && !best.leads && !best.wants) return undefined;
  return best.name;
}

const better = (a: Candidate, b: Candidate): number =>
  b.epoch - a.epoch ||
  Number(b.latest) - Number(a.latest) ||
  Number(b.wants) - Number(a.wants) ||
  b.copy - a.copy ||
  Number(b.filled) - Number(a.filled) ||
  Number(b.leads) - Number(a.leads) ||
  (a.name < b.name ? -1 : 1);

/** A visible peer whose copy is known to be newer than this node's. */
export const newerPeer = ({ memory }: KeeperState, { seen }: ClusterView): VisiblePeer | undefined =>
  seen.find(
    ({ data }) =>
      able(data.roots) &&
      (data.epoch > memory.epoch || (data.epoch === memory.epoch && data.latest && !memory.latest)),
  );

/** Whether a copy has what was released as `snapshot`, by its name or, where policy has taken a later one, its age. */
export function has(roots: readonly Pick<RootView, "newest">[], snapshot: string): boolean {
  const [, year, month, day, hour, minute, second] =
    /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(snapshot)?.map(Number) ?? [];
  const at = year === undefined ? Infinity : Date.UTC(year, month! - 1, day, hour, minute, second);
  return (
    roots.length > 0 &&
    roots.every(({ newest }) => newest && (newest.name === snapshot || newest.createdAt > at))
  );
}
