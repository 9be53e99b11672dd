import type { Holding, RootView } from "../../../../../runtime/data/ports";
import {
  writing,
  type Action,
  type KeeperInput,
  type KeeperState,
  type Memory,
  type PeerData,
} from "../../../../../runtime/data/keeper/keeper-types";

export interface Copy {
  /** Every acknowledged write, in order. */
  readonly writes: readonly number[];
  readonly newest: RootView["newest"];
}

export interface Node {
  readonly name: string;
  on: boolean;
  /** Undefined while its process is down. */
  keeper: KeeperState | undefined;
  /** What lies in /run, and on the disk. */
  run: KeeperState | undefined;
  disk: Memory;
  upAt: number;
  services: boolean;
  writable: boolean;
  address: boolean;
  copy: Copy;
  readonly kept: Copy[];
  running: Running | undefined;
  result: KeeperInput["result"];
  flapUntil: number;
  draining: boolean;
  /** When the host, which goes down, is off; 0 where it does not. */
  leavingUntil: number;
  take: boolean;
  wallOffset: number;
  holding: { answer: Holding; at: number };
  /** What it says, as it said it, the newest last. */
  said: { at: number; data: PeerData }[];
  heard: Map<string, { at: number; data: PeerData | null; changedAt: number; seenAt: number }>;
}

/** An action on its way: its stages come one after the other, each after a while. */
export interface Running {
  readonly action: Action;
  stage: number;
  nextAt: number;
  abortedAt: number | undefined;
}

export type Dice = (upTo: number) => number;

/** What a node and its actions see of the cluster. */
export interface World {
  readonly now: number;
  readonly writes: number;
  readonly dice: Dice;
  readonly get: (name: string) => Node;
  readonly announce: (node: Node) => void;
  readonly reaches: (a: string, b: string) => boolean;
}

/** The receiver's side: what it has and the sender has not is kept; a holder refuses. */
export function send(world: World, from: Node, to: Node): string {
  if (!world.reaches(from.name, to.name)) return "no connection";
  if (!to.keeper || writing(to.keeper.state) || to.services) return "refused";
  const { writes } = from.copy;
  const follows = to.copy.writes.every((write, at) => writes[at] === write);
  if (!follows) to.kept.push(to.copy);
  to.copy = from.copy;
  return "";
}

export function snapshot(world: World, node: Node): string {
  const at = world.now + node.wallOffset;
  const name = `ha-dns_${new Date(at).toISOString().replace(/[-:]|\.\d+/g, "")}`;
  node.copy = {
    ...node.copy,
    newest: { name, guid: String(world.writes), createdAt: Math.floor(at / 1000) * 1000 },
  };
  return name;
}
