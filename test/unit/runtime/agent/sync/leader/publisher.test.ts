import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Publisher } from "../../../../../../runtime/agent/sync/leader/publisher";
import type { Aside } from "../../../../../../runtime/agent/sync/model/aside";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import { denied, stateWith } from "../states";

const never = new AbortController().signal;

describe("publisher", () => {
  let state: SyncState | Error;
  let reads: number;
  /** Reads that are under way; where `slow`, they wait to be let go. */
  let waiting: (() => void)[];
  let slow: boolean;
  let publisher: Publisher;

  async function read(): Promise<{ state: SyncState; aside: Aside[] }> {
    reads++;
    const now = state; // What is seen is what was there when it began.
    if (slow) await new Promise<void>((resolve) => waiting.push(resolve));
    if (now instanceof Error) throw now;
    return { state: now, aside: [] };
  }

  beforeEach(() => {
    [state, reads, waiting, slow] = [stateWith(), 0, [], false];
    publisher = new Publisher({ read }, "pi1");
  });

  it("tells who knows nothing what is there now, whatever was read before", async () => {
    const { revision } = await publisher.current(null, 0, never);
    state = stateWith({ domains: denied("a.example") });
    const after = await publisher.current(null, 5_000, never);
    assert.notEqual(after.revision, revision);
    assert.deepEqual([after.node, after.state.domains.length], ["pi1", 1]);
  });

  it("has no name for what it cannot read any more: nobody is equal to that", async () => {
    const { revision } = await publisher.current(null, 0, never);
    assert.equal(publisher.revision(), revision);
    state = new Error("half an answer");
    await publisher.refresh();
    assert.equal(publisher.revision(), "");
  });

  it("lets who knows the state wait, until it changes", async () => {
    const { revision } = await publisher.current(null, 0, never);
    let told = false;
    const next = publisher.current(revision, 5_000, never).finally(() => (told = true));
    await publisher.refresh();
    await turn();
    assert.equal(told, false);
    state = stateWith({ domains: denied("a.example") });
    await publisher.refresh();
    assert.notEqual((await next).revision, revision);
  });

  it("gives the known state again after the time to wait, or when nobody waits any more", async () => {
    const { revision } = await publisher.current(null, 0, never);
    assert.equal((await publisher.current(revision, 30, never)).revision, revision);
    const gone = new AbortController();
    const waits = publisher.current(revision, 60_000, gone.signal);
    await turn();
    gone.abort();
    assert.equal((await waits).revision, revision);
  });

  it("sends away who waits when this node does not lead any more", async () => {
    const { revision } = await publisher.current(null, 0, never);
    const waits = publisher.current(revision, 60_000, never);
    await turn();
    publisher.forget();
    await assert.rejects(waits, /does not lead any more/);
  });

  it("reads one at a time, and once more for all that changed meanwhile", async () => {
    slow = true;
    const all = [publisher.refresh(), publisher.refresh(), publisher.current(null, 0, never)];
    await turn();
    assert.equal(reads, 1);
    state = stateWith({ domains: denied("late.example") });
    waiting.shift()!();
    while (reads < 2) await turn();
    waiting.shift()!();
    const [, , last] = (await Promise.all(all)) as [void, void, Awaited<ReturnType<Publisher["current"]>>];
    assert.equal(last.state.domains.length, 1);
    assert.equal(reads, 2);
  });

  it("tells trouble to all, at once, and none of it once it is over", async () => {
    const { revision } = await publisher.current(null, 0, never);
    const waits = publisher.current(revision, 60_000, never);
    await turn();
    state = new Error("groups: not whole");
    await publisher.refresh();
    await assert.rejects(waits, /not whole/);
    await assert.rejects(publisher.current(revision, 60_000, never), /not whole/);
    state = stateWith();
    assert.equal((await publisher.current(null, 0, never)).revision, revision);
  });

  it("tells who asks while a read fails so at once, and does not wait for the next one", async () => {
    [state, slow] = [new Error("no whole answer within 10 s"), true];
    const first = publisher.current(null, 0, never);
    const second = publisher.current(null, 0, never);
    await turn();
    waiting.shift()!();
    await assert.rejects(first, /no whole answer/);
    await assert.rejects(second, /no whole answer/);
    await turn();
    waiting.shift()!();
  });
});
