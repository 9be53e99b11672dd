import type { DataState } from "../contract/data-state";

export type KeptBranch = DataState["kept"][number];

export interface ZfsSnapshot {
  /** Without the dataset: what comes after the @. */
  readonly name: string;
  readonly guid: string;
  /** ms since 1970. */
  readonly createdAt: number;
}

/** What ZFS says of a declared root. */
export interface RootView {
  readonly name: string;
  /** The newest snapshot that all datasets below the root have; null if there is none. */
  readonly newest: ZfsSnapshot | null;
  readonly writable: boolean;
  /** No dataset of it has a snapshot, and each was seen to hold nothing. */
  readonly empty?: boolean;
  /** Why it cannot be used: missing, not mounted, its pool away. Empty if it can. */
  readonly trouble: string;
}

/** The declared datasets of this host. Every method rejects, in words, where ZFS refuses; none ever destroys data. */
export interface Volumes {
  /** Ends what an interrupted `keepBranch` left half done. Before anything else. */
  repair(): Promise<void>;
  look(): Promise<readonly RootView[]>;
  kept(): Promise<readonly KeptBranch[]>;
  /** Lets all datasets be written to, or none; read back. */
  setWritable(on: boolean): Promise<void>;
  /** One snapshot of the same name of each root and all below it, atomic within a root; its name. */
  snapshot(): Promise<string>;
}

export interface SnapshotView extends ZfsSnapshot {
  /** Somebody holds it, so that it cannot be destroyed. */
  readonly held: boolean;
}

/** A dataset at or below a declared root, as it is on this host. */
export interface DatasetView {
  readonly name: string;
  /** The oldest first. */
  readonly snapshots: readonly SnapshotView[];
  /** Something was written after the newest snapshot; true as well if ZFS cannot say. */
  readonly changed: boolean;
  /** Was never used: it has no snapshot, and was seen to hold nothing. */
  readonly empty: boolean;
  /** Holds the beginning of an interrupted receive, with which ZFS can go on, and nothing else. */
  readonly partial: boolean;
}

/** The snapshots of the declared roots and of all that lies below them. Lists of snapshots are `dataset@name`. */
export interface Snapshots {
  /** What there is at and below a root, parents first; none if the root is not there. */
  tree(root: string): Promise<readonly DatasetView[]>;
  /** If they are held with that tag already, that is fine. */
  hold(tag: string, snapshots: readonly string[]): Promise<void>;
  /** If they are not held with that tag, or are gone, that is fine: which tags there are, not every ZFS can tell. */
  release(tag: string, snapshots: readonly string[]): Promise<void>;
  /** Destroys these and nothing else; ZFS refuses one that is held. */
  prune(snapshots: readonly string[]): Promise<void>;
}

/** What makes a copy able to follow, without losing anything. */
export interface Branches {
  /**
   * Keeps all that a root holds, under a dated name, and puts `common` in its place (by its name, which all its datasets
   * have; nothing if none is common). `from` is the node that is followed from now on.
   */
  keep(root: string, common: ZfsSnapshot | undefined, from: string): Promise<KeptBranch>;
  /** Destroys a dataset that was never used, with such below it, so that it can be received; rejects for any other. */
  makeRoom(dataset: string): Promise<void>;
  /** Options of `zfs receive` by which a dataset that is here keeps its own properties. */
  receiveOptions(dataset: string): Promise<readonly string[]>;
  /** Right after a receive: removes the properties that came with the stream, from the dataset and those below it. */
  dropReceived(dataset: string): Promise<void>;
  /** After a receive: every dataset has its declared properties, is read-only and mounted where it should be. */
  settle(root: string): Promise<void>;
}

/** Brings this node's data to the peers. */
export interface Replicator {
  /** Takes a snapshot and sends it to these peers (all by default). Resolves to the snapshot and each peer's trouble ("" for none). */
  run(
    peers: readonly string[] | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly snapshot: string; readonly trouble: Readonly<Record<string, string>> }>;
  /** How each peer follows, from the record of all runs. */
  record(): DataState["replication"];
}

/** The standby services. */
export interface StandbyServices {
  /** Starts what does not run; resolves as soon as compose has. */
  start(signal: AbortSignal): Promise<void>;
  /** Stops all, kills what has not stopped within the deadline, and has seen that nothing runs. Rejects if something still does. */
  stop(deadlineMs: number): Promise<void>;
  look(): Promise<DataState["services"]>;
}

/** Whose the fence address is, as the router sees it, and who else says by ARP that it has the address. */
export type Holding =
  /** This host's. */
  | "mine"
  /** The same, but another device has the address as well. */
  | "shared"
  /** A peer's host has it, or may have it. */
  | "not-mine"
  /** Not this host's, and nobody that this host hears has it. */
  | "nobody"
  /** A device that is no peer's host has it. */
  | "stranger"
  | "no-router";

/** How much a look has to find out: for a node that writes, for one that is about to, or for any other. */
export type LookFor = "writer" | "claimer" | "other";

/** Asks the router. With no fence address in the config: claim rejects, and look says `no-router`. */
export interface Fence {
  /** Takes the address onto this host and tells the router so. */
  claim(): Promise<void>;
  /** Takes it away from this host. */
  release(): Promise<void>;
  /** Does not tell `shared`, `nobody` and `stranger` apart from the rest for a node to which it makes no difference. */
  look(whom: LookFor): Promise<Holding>;
  /** The MAC address of the other device that had the fence address in the last look; "" for none. */
  readonly stranger: string;
}
