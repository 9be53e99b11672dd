import type { DataState } from "../contract/data-state";

type Kept = DataState["kept"][number];

export interface Snapshot {
  /** Without the dataset: what comes after the @. */
  readonly name: string;
  readonly guid: string;
  /** ms since 1970. */
  readonly createdAt: number;
}

/** What ZFS says of a declared root. */
export interface RootView {
  readonly name: string;
  /** The newest snapshot that all datasets below the root have; null where there is none. */
  readonly newest: Snapshot | null;
  readonly writable: boolean;
  /** Why it cannot be used: missing, not mounted, its pool away. Empty where it can. */
  readonly trouble: string;
}

/** The declared datasets of this host. Every method rejects, in words, where ZFS refuses; none ever destroys data. */
export interface Volumes {
  /** Ends what an interrupted `keepBranch` left half done. Before anything else. */
  repair(): Promise<void>;
  look(): Promise<readonly RootView[]>;
  kept(): Promise<readonly Kept[]>;
  /** Lets all datasets be written to, or none; read back. */
  setWritable(on: boolean): Promise<void>;
  /** One snapshot of the same name of each root and all below it, atomic within a root; its name. */
  snapshot(): Promise<string>;
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
export interface Services {
  /** Starts what does not run; resolves as soon as compose has. */
  start(signal: AbortSignal): Promise<void>;
  /** Stops all, kills what has not stopped within the deadline, and has seen that nothing runs. Rejects where something still does. */
  stop(deadlineMs: number): Promise<void>;
  look(): Promise<DataState["services"]>;
}

/** Whose the fence address is, as the router sees it. */
export type Holding = "mine" | "not-mine" | "no-router";

/** Asks the router. With no fence address in the config: claim rejects, and look says `no-router`. */
export interface Fence {
  /** Takes the address onto this host and tells the router so. */
  claim(): Promise<void>;
  /** Takes it away from this host. */
  release(): Promise<void>;
  look(): Promise<Holding>;
}
