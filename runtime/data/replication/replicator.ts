import type { Log } from "../../common/log";
import { JsonFile } from "../../common/json-file";
import type { DataConfig } from "../../contract/data-config";
import type { DataState } from "../../contract/data-state";
import { withLock } from "../lock";
import type { DatasetView, Replicator, Snapshots, Volumes } from "../ports";
import type { DataPaths } from "../data-paths";
import { noKeeper } from "../read-state";
import { holdOnly } from "./holds";
import type { ReplicationPeer } from "./ssh-peer";
import { toPrune } from "./prune";
import {
  emptyRecord,
  recordSchema,
  unknownPeer,
  type PeerRecord,
  type ReplicationRecord,
} from "./replication-record";
import { errorText } from "../../contract/error-text";

export interface ReplicationParts {
  readonly config: DataConfig;
  readonly paths: DataPaths;
  readonly volumes: Pick<Volumes, "snapshot">;
  readonly snapshots: Snapshots;
  readonly peers: readonly ReplicationPeer[];
  /** The count of take-overs as this node's keeper knows it; undefined if it says nothing. */
  readonly epoch: () => number | undefined;
  readonly log: Log;
  readonly now?: () => number;
  /** Seconds to wait for whoever replicates or receives here now. */
  readonly lockWaitSeconds?: number;
}

type Sent = ReadonlyMap<string, readonly DatasetView[]>;

/** Sends one atomic snapshot of all roots to one peer after the other. */
export class SnapshotReplicator implements Replicator {
  private readonly file: JsonFile<ReplicationRecord>;
  private readonly now: () => number;

  constructor(private readonly parts: ReplicationParts) {
    this.file = new JsonFile(parts.paths.record, recordSchema);
    this.now = parts.now ?? Date.now;
  }

  record(): DataState["replication"] {
    const { peers } = this.load();
    return this.parts.config.peers.map(({ name }) => ({ peer: name, ...(peers[name] ?? unknownPeer) }));
  }

  /** Rejects with LockTaken where another run, or a receive, does not end in time. */
  run(peers: readonly string[] | undefined, signal: AbortSignal): ReturnType<Replicator["run"]> {
    const { paths, lockWaitSeconds = 0 } = this.parts;
    return withLock(paths.lock, lockWaitSeconds, (lost) => this.send(peers, AbortSignal.any([signal, lost])));
  }

  private async send(
    only: readonly string[] | undefined,
    signal: AbortSignal,
  ): ReturnType<Replicator["run"]> {
    const { volumes, config, log } = this.parts;
    const snapshot = await volumes.snapshot();
    const trees = await this.trees();
    const trouble: Record<string, string> = {};
    for (const peer of this.parts.peers.filter(({ name }) => only?.includes(name) ?? true)) {
      const from = this.now();
      const before = this.load().peers[peer.name] ?? unknownPeer;
      try {
        await this.bring(peer, snapshot, trees, signal);
        trouble[peer.name] = "";
        this.note(peer.name, {
          snapshotAt: createdAt(trees, snapshot),
          lastSuccessAt: this.now(),
          trouble: "",
        });
        log("replicated", { peer: peer.name, snapshot, seconds: (this.now() - from) / 1000 });
      } catch (error) {
        const text = errorText(error);
        trouble[peer.name] = text;
        this.note(peer.name, { ...before, trouble: text });
        log("not-replicated", { peer: peer.name, snapshot, trouble: text });
      }
    }
    await this.tidy();
    const unknown = only?.filter((name) => !config.peers.some((peer) => peer.name === name)) ?? [];
    for (const name of unknown) trouble[name] = `${name} is no peer of ${config.node}`;
    return { snapshot, trouble };
  }

  /** Rejects, in words, if the peer does not have all of it in the end. */
  private async bring(
    peer: ReplicationPeer,
    snapshot: string,
    trees: Sent,
    signal: AbortSignal,
  ): Promise<void> {
    const { log } = this.parts;
    signal.throwIfAborted();
    const epoch = this.parts.epoch();
    // Without it no peer could tell whether this branch is the newest.
    if (epoch === undefined) throw new Error(noKeeper);
    const roots = [...trees].map(([name, datasets]) => ({ name, datasets: [...datasets].map(listed) }));
    const { refused, heads, kept } = await peer.prepare({ epoch, roots }, signal);
    if (refused !== "") throw new Error(refused);
    for (const branch of kept) log("peer-kept-branch", { peer: peer.name, branch });
    // What the peer has, and what it is about to have: one of the two is the last common snapshot, however this ends.
    await this.hold(peer.name, new Set([...Object.values(heads), snapshot]));
    for (const root of trees.keys()) {
      signal.throwIfAborted();
      await peer.send(root, signal);
    }
    const guids = [...trees.values()].flat().flatMap(({ name, snapshots: all }) => {
      const guid = all.find((one) => one.name === snapshot)?.guid;
      return guid === undefined ? [] : [[name, guid] as const];
    });
    const { holds } = this.load();
    const confirmed = await peer.confirm(
      { snapshot, guids: Object.fromEntries(guids), holds: { ...holds, [peer.name]: [snapshot] } },
      signal,
    );
    if (confirmed.refused !== "") throw new Error(confirmed.refused);
    await this.hold(peer.name, new Set([snapshot]));
  }

  private async hold(node: string, names: ReadonlySet<string>): Promise<void> {
    for (const tree of (await this.trees()).values()) await holdOnly(this.parts.snapshots, node, tree, names);
    const record = this.load();
    this.file.save({ ...record, holds: { ...record.holds, [node]: [...names].sort() } });
  }

  /** Lets go what is held for nobody any more, and prunes. */
  private async tidy(): Promise<void> {
    const { config, snapshots, log } = this.parts;
    const { peers, holds } = this.load();
    const nodes = config.peers.map(({ name }) => name);
    // What this node itself followed by, as a replica, serves its peers until each has one of its own.
    const needed = nodes.every((name) => holds[name] !== undefined) ? nodes : [...nodes, config.node];
    try {
      const gone = Object.keys(holds).filter((node) => !needed.includes(node));
      // To read the trees takes ZFS a while, and a node leaves the cluster once in years.
      for (const tree of gone.length > 0 ? (await this.trees()).values() : [])
        for (const node of gone) await holdOnly(snapshots, node, tree, new Set());
      const only = <T>(all: Readonly<Record<string, T>>, names: readonly string[]) =>
        Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
      this.file.save({ peers: only(peers, nodes), holds: only(holds, needed) });
      for (const tree of (await this.trees()).values()) {
        const old = toPrune(tree);
        if (old.length > 0) await snapshots.prune(old);
      }
    } catch (error) {
      // The peers have their copies; what could not be pruned now is pruned by the next run.
      log("not-pruned", { trouble: errorText(error) });
    }
  }

  private async trees(): Promise<Sent> {
    const trees = new Map<string, readonly DatasetView[]>();
    for (const { name } of this.parts.config.roots) trees.set(name, await this.parts.snapshots.tree(name));
    return trees;
  }

  private load(): ReplicationRecord {
    return this.file.load() ?? emptyRecord;
  }

  private note(name: string, peer: PeerRecord): void {
    const record = this.load();
    this.file.save({ ...record, peers: { ...record.peers, [name]: peer } });
  }
}

const listed = ({ name, snapshots }: DatasetView) => ({
  name,
  snapshots: snapshots.map(({ name: snapshot, guid, createdAt }) => ({ name: snapshot, guid, createdAt })),
});

/** When the snapshot was taken, by the clock of this host; null if no tree has it. */
const createdAt = (trees: Sent, snapshot: string): number | null =>
  [...trees.values()]
    .flat()
    .flatMap(({ snapshots }) => snapshots)
    .find(({ name }) => name === snapshot)?.createdAt ?? null;
