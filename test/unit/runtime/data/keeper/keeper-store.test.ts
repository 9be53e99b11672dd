import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { noMemory, started, type KeeperState } from "../../../../../runtime/data/keeper/keeper-types";
import { KeeperStore } from "../../../../../runtime/data/keeper/keeper-store";

describe("what a data keeper finds of the one before it", () => {
  const now = 1_000_000;
  let folder: string;
  let files: KeeperStore;
  const place = (): string => path.join(folder, "data-keeper.json");
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "run-file-"));
    files = new KeeperStore({ keeper: place(), memory: path.join(folder, "state.json") });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const holder: KeeperState = {
    ...started(noMemory, now - 60_000),
    state: "holder",
    quiet: false,
    entitledAt: now - 500,
    entitledSince: now - 30_000,
    otherLeads: { name: "pi2", since: now - 2_000 },
    retryAt: now + 5_000,
  };
  const write = (changes: Readonly<Record<string, unknown>>) =>
    writeFileSync(place(), JSON.stringify({ version: 1, keeper: { ...holder, ...changes } }));

  it("is gone on with", () => {
    files.save(holder);
    assert.deepEqual(files.load(now), holder);
  });

  it("is gone on with if an earlier version knew less", () => {
    write({ strayedSince: undefined, barredSince: undefined });
    assert.deepEqual(files.load(now), holder);
  });

  for (const [what, changes] of [
    ["an entitlement of the future", { entitledAt: now + 1 }],
    ["an entitlement for ever", { entitledAt: 9e15 }],
    ["a beginning of the future", { since: now + 1 }],
    ["a wait without end", { retryAt: 9e15 }],
    ["a state that there is not", { state: "owner" }],
    ["a text where a number belongs", { entitledAt: "1" }],
    ["a number that is none", { claimedAt: null }],
  ] as const)
    it(`is not believed with ${what}: the keeper begins as after a boot`, () => {
      write(changes);
      assert.deepEqual(files.load(now), started(noMemory, now));
    });

  it("does not say what the keeper is about, nor what only the disk knows", () => {
    write({ doing: { action: { kind: "take-over" }, since: 0, aborted: false }, memory: { epoch: 7 } });
    const { doing, memory } = files.load(now);
    assert.deepEqual([doing, memory], [null, noMemory]);
  });

  it("is replaced, and never written through a link that lies in its place", () => {
    const other = path.join(folder, "other");
    writeFileSync(other, "other");
    symlinkSync(other, place());
    files.save(holder);
    assert.deepEqual(files.load(now), holder);
    rmSync(place());
    symlinkSync(other, place());
    assert.deepEqual(files.load(now), started(noMemory, now));
  });
});
