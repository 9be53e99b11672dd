import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { DataConfig } from "../../../../../runtime/contract/data-config";
import { dataPaths } from "../../../../../runtime/data/data-paths";
import { noKeeper } from "../../../../../runtime/data/read-state";
import type { DatasetView, SnapshotView, Snapshots } from "../../../../../runtime/data/ports";
import type { ReplicationPeer } from "../../../../../runtime/data/replication/ssh-peer";
import { SnapshotReplicator } from "../../../../../runtime/data/replication/replicator";
import { LockTaken, withLock } from "../../../../../runtime/data/lock";
import type { Confirm } from "../../../../../runtime/data/serve/messages";

const config = {
  node: "a",
  peers: [
    { name: "b", host: "192.0.2.2" },
    { name: "c", host: "192.0.2.3" },
  ],
  roots: [{ name: "p/a", datasets: [{ name: "p/a", properties: {} }] }],
} as unknown as DataConfig;

/** A pool in memory: one dataset, its snapshots, and who holds which. */
class Pool implements Snapshots {
  private count = 0;
  names: string[] = [];
  readonly tags = new Map<string, Set<string>>();

  snapshot(): Promise<string> {
    this.count += 1;
    this.names.push(`ha-dns_${this.count}`);
    return Promise.resolve(`ha-dns_${this.count}`);
  }
  tree(root: string): Promise<readonly DatasetView[]> {
    const snapshots = this.names.map((name, index): SnapshotView => {
      const held = (this.tags.get(`${root}@${name}`)?.size ?? 0) > 0;
      return { name, guid: `guid-${name}`, createdAt: index * 1000, held };
    });
    return Promise.resolve([{ name: root, snapshots, changed: false, empty: false, partial: false }]);
  }
  hold(tag: string, snapshots: readonly string[]): Promise<void> {
    for (const one of snapshots) this.tags.set(one, (this.tags.get(one) ?? new Set()).add(tag));
    return Promise.resolve();
  }
  release(tag: string, snapshots: readonly string[]): Promise<void> {
    for (const one of snapshots) this.tags.get(one)?.delete(tag);
    return Promise.resolve();
  }
  prune(snapshots: readonly string[]): Promise<void> {
    for (const one of snapshots) assert.equal(this.tags.get(one)?.size ?? 0, 0, `${one} is held`);
    this.names = this.names.filter((name) => !snapshots.includes(`p/a@${name}`));
    return Promise.resolve();
  }
  heldFor(tag: string): string[] {
    return [...this.tags].filter(([, tags]) => tags.has(tag)).map(([name]) => name.split("@")[1]!);
  }
}

class FakePeer implements ReplicationPeer {
  refused = "";
  failing: "" | "prepare" | "send" | "confirm" = "";
  heads: Record<string, string> = {};
  confirmed: Confirm | undefined;

  constructor(readonly name: string) {}
  prepare() {
    if (this.failing === "prepare") return Promise.reject(new Error("not reached"));
    return Promise.resolve({ refused: this.refused, heads: this.heads, kept: [] });
  }
  send() {
    return this.failing === "send" ? Promise.reject(new Error("the line broke")) : Promise.resolve();
  }
  confirm(request: Confirm) {
    if (this.failing === "confirm") return Promise.resolve({ refused: "something is missing" });
    this.confirmed = request;
    this.heads = { "p/a": request.snapshot };
    return Promise.resolve({ refused: "" });
  }
}

describe("a run of replication", () => {
  let folder: string;
  let pool: Pool;
  let b: FakePeer;
  let c: FakePeer;
  let now = 0;
  let epoch: number | undefined;
  const events: string[] = [];
  const make = () =>
    new SnapshotReplicator({
      config,
      paths: { ...dataPaths, lock: path.join(folder, "lock"), record: path.join(folder, "record.json") },
      volumes: pool,
      snapshots: pool,
      peers: [b, c],
      epoch: () => epoch,
      log: (event) => events.push(event),
      now: () => now,
    });
  const run = (peers?: string[]) => make().run(peers, new AbortController().signal);
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "replicator-"));
    pool = new Pool();
    [b, c] = [new FakePeer("b"), new FakePeer("c")];
    now = 5_000;
    epoch = 1;
    events.length = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    assert.ok(!events.includes("not-pruned"), "nothing held was to be pruned");
  });

  it("brings one snapshot to all peers, holds it for each, and says when that was", async () => {
    assert.deepEqual(await run(), { snapshot: "ha-dns_1", trouble: { b: "", c: "" } });
    assert.deepEqual(pool.heldFor("ha-dns:b"), ["ha-dns_1"]);
    assert.deepEqual(pool.heldFor("ha-dns:c"), ["ha-dns_1"]);
    assert.deepEqual(make().record(), [
      { peer: "b", snapshotAt: 0, lastSuccessAt: 5_000, trouble: "" },
      { peer: "c", snapshotAt: 0, lastSuccessAt: 5_000, trouble: "" },
    ]);
    assert.deepEqual(b.confirmed?.guids, { "p/a": "guid-ha-dns_1" });
  });

  for (const failing of ["prepare", "send", "confirm"] as const)
    it(`goes on to the next peer where one fails to ${failing}, and keeps what that one needs`, async () => {
      await run();
      b.failing = failing;
      for (let i = 0; i < 9; i++) assert.notEqual((await run()).trouble.b, "");
      assert.ok(pool.heldFor("ha-dns:b").includes("ha-dns_1"), "the last common snapshot");
      assert.ok(pool.heldFor("ha-dns:b").length <= 2, "and at most what is on its way");
      assert.deepEqual(pool.heldFor("ha-dns:c"), ["ha-dns_10"]);
      const [record] = make().record();
      assert.equal(record?.snapshotAt, 0);
      assert.notEqual(record?.trouble, "");
      assert.deepEqual(c.confirmed?.holds.b?.includes("ha-dns_1"), true, "c holds for b as well");
      b.failing = "";
      await run();
      assert.deepEqual(pool.heldFor("ha-dns:b"), ["ha-dns_11"]);
    });

  it("prunes its own, but for the newest five and the held ones", async () => {
    for (let i = 0; i < 12; i++) await run();
    assert.deepEqual(pool.names, ["ha-dns_8", "ha-dns_9", "ha-dns_10", "ha-dns_11", "ha-dns_12"]);
  });

  it("says what a peer says where it refuses, and sends nothing", async () => {
    b.refused = "b holds the data itself";
    b.failing = "send";
    assert.equal((await run()).trouble.b, "b holds the data itself");
  });

  it("sends nothing where the keeper does not say how often the data was taken over", async () => {
    epoch = undefined;
    assert.deepEqual((await run()).trouble, { b: noKeeper, c: noKeeper });
    assert.equal(b.confirmed, undefined);
  });

  it("goes to the named peers alone", async () => {
    assert.deepEqual((await run(["c"])).trouble, { c: "" });
  });

  it("ends where it is told to, without a peer's copy counting as done", async () => {
    const result = await make().run(undefined, AbortSignal.abort(new Error("asked to end")));
    assert.deepEqual(result.trouble, { b: "asked to end", c: "asked to end" });
  });

  it("does not begin while another is under way", async () => {
    await withLock(path.join(folder, "lock"), 0, async () => {
      await assert.rejects(run(), LockTaken);
    });
    await run();
  });
});
