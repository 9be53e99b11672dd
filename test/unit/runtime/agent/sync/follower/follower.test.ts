import assert from "node:assert/strict";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import { asideWords } from "../../../../../../runtime/agent/sync/model/aside";
import { syncDigest } from "../../../../../../runtime/agent/sync/model/sync-digest";
import { Follower, type FollowerParts } from "../../../../../../runtime/agent/sync/follower/follower";
import { syncRevision } from "../../../../../../runtime/agent/sync/model/revision";
import type { Published } from "../../../../../../runtime/agent/sync/leader/publisher";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import { FakeOwn } from "../fake-own";
import { denied, stateWith } from "../states";
import { until as untilSo } from "../../../../../../lab/shell";

const many = denied(...Array.from({ length: 20 }, (_, i) => `${i}.example`));

/** A leader, as its followers ask it. */
class FakeLeader {
  readonly asked: (string | null)[] = [];
  trouble = "";
  node = "pi1";
  /** Questions that wait for a change. */
  readonly waiting = new Set<() => void>();

  constructor(private state: SyncState) {}

  change(state: SyncState): void {
    this.state = state;
    for (const wake of [...this.waiting]) wake();
  }

  async ask(known: string | null, waitMs: number, signal: AbortSignal): Promise<Published | undefined> {
    this.asked.push(known);
    const same = (): boolean => syncRevision(this.state) === known;
    if (!this.trouble && same() && waitMs > 0) await this.changed(waitMs, signal);
    if (this.trouble) throw new Error(this.trouble);
    return same() ? undefined : { revision: syncRevision(this.state), node: this.node, state: this.state };
  }

  private async changed(waitMs: number, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const wake = (): void => end.abort();
    this.waiting.add(wake);
    await delay(waitMs, undefined, { signal: AbortSignal.any([signal, end.signal]) }).catch(() => undefined);
    this.waiting.delete(wake);
    signal.throwIfAborted();
  }
}

/** Pauses that last until the test says so, or something aborts them. */
class FakePauses {
  readonly asked: number[] = [];
  aborted = 0;
  private end = (): void => undefined;

  readonly pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      this.asked.push(ms);
      this.end = resolve;
      signal.addEventListener("abort", () => (this.aborted++, reject(new Error("aborted"))), { once: true });
    });

  pass(): void {
    this.end();
  }
}

describe("a follower", () => {
  let own: FakeOwn;
  let leader: FakeLeader;
  let follower: Follower;
  let follows: boolean;
  let accepted: string | undefined;
  let events: string[];

  function start(change: Partial<FollowerParts> = {}): void {
    follower = new Follower({
      ...own.parts(),
      accepted: () => accepted,
      leader,
      follows: () => follows,
      log: (event) => void events.push(event),
      now: () => performance.now(),
      ...change,
    });
    follower.start();
  }
  const until = (done: () => boolean) =>
    untilSo(() => `${JSON.stringify(follower.seen())} ${JSON.stringify(leader.asked)}`, 3_000, done, 5);

  beforeEach(() => {
    [own, leader] = [new FakeOwn(), new FakeLeader(stateWith())];
    [follows, accepted, events] = [true, undefined, []];
  });
  afterEach(() => follower.stop());

  it("takes every change of the leader's, and says it once", async () => {
    start();
    await until(() => follower.seen().equalAt !== undefined);
    leader.change(stateWith({ domains: denied("ads.example") }));
    await until(() => follower.seen().counts.changes === 1);
    assert.deepEqual(own.state().domains, denied("ads.example"));
    const { leader: name, lastChange, error } = follower.seen();
    assert.deepEqual([name, lastChange?.steps, lastChange?.kept, error], ["pi1", 1, "kept 1", ""]);
    assert.deepEqual(events, ["sync.changed"]);
  });

  it("asks nobody while it has nobody to follow, and at once when it has", async () => {
    follows = false;
    const pauses = new FakePauses();
    start({ pause: pauses.pause });
    await until(() => pauses.asked.length === 1);
    assert.deepEqual(leader.asked, []);
    follows = true;
    follower.forget();
    await until(() => follower.seen().counts.rounds === 1);
  });

  it("never has two rounds at once, and one more for what was changed during one", async () => {
    let [now, most] = [0, 0];
    own.onWrite = async () => {
      most = Math.max(most, ++now);
      for (let i = 0; i < 5; i++) follower.wake();
      await turn();
      now--;
    };
    leader.change(stateWith({ domains: many }));
    start();
    await until(() => follower.seen().counts.rounds === 2);
    assert.equal(most, 1);
    await until(() => leader.waiting.size === 1);
    const { rounds, changes, steps } = follower.seen().counts;
    assert.deepEqual([rounds, changes, steps], [2, 1, 2]);
    assert.equal(leader.asked.filter((known) => known === null).length, 2);
  });

  it("puts back at once what was changed here by hand", async () => {
    start();
    await until(() => follower.seen().equalAt !== undefined);
    own.model.tables.addRows("domains", ["mine.example"], "deny", "exact", {});
    follower.wake();
    await until(() => follower.seen().counts.changes === 1);
    assert.deepEqual(own.state().domains, []);
    assert.match(follower.seen().lastChange!.words.join(), /has besides mine.example/);
  });

  it("stays refused, with one line in the log, until it is accepted", async () => {
    own = new FakeOwn(stateWith({ domains: many }));
    start();
    await until(() => follower.seen().refusal !== undefined);
    for (let i = 0; i < 3; i++) {
      const before = follower.seen().counts.rounds;
      follower.wake();
      await until(() => follower.seen().counts.rounds > before);
    }
    assert.equal(follower.seen().equalAt, undefined);
    assert.deepEqual(events, ["sync.refused"]);
    assert.equal(own.state().domains.length, 20);
    accepted = syncDigest(stateWith());
    follower.wake();
    await until(() => follower.seen().equalAt !== undefined);
    assert.equal(follower.seen().refusal, undefined);
    assert.equal(own.state().domains.length, 0);
  });

  it("forgets a refusal when the leader takes it back", async () => {
    own = new FakeOwn(stateWith({ domains: many }));
    start();
    await until(() => follower.seen().refusal !== undefined);
    leader.change(stateWith({ domains: many }));
    await until(() => follower.seen().equalAt !== undefined);
    assert.deepEqual([follower.seen().refusal, own.writes], [undefined, []]);
  });

  it("waits longer and longer after an error, says it once, and is well again by itself", async () => {
    leader.trouble = "groups: not an answer of Pi-hole's";
    const pauses = new FakePauses();
    start({ pause: pauses.pause });
    for (let errors = 1; errors <= 3; errors++) {
      await until(() => pauses.asked.length === errors);
      assert.equal(follower.seen().counts.errors, errors);
      if (errors < 3) pauses.pass();
    }
    assert.deepEqual(pauses.asked, [1_000, 2_000, 4_000]);
    assert.deepEqual([follower.seen().error, events], [leader.trouble, ["sync.failed"]]);
    leader.trouble = "";
    follower.forget();
    await until(() => follower.seen().equalAt !== undefined);
    assert.deepEqual([follower.seen().error, own.writes], ["", []]);
  });

  it("is behind for as long as it does not block what the leader blocks, and tries again later", async () => {
    const list = { address: "https://a.example", type: "block", comment: null, enabled: true } as const;
    const lists = (built: boolean) => [{ ...list, groups: ["Default"], built }];
    own = new FakeOwn(stateWith({ lists: lists(false) }));
    own.model.tables.rows.lists.forEach((row) => (row.status = 4));
    leader.change(stateWith({ lists: lists(true) }));
    let runs = 0;
    let now = 0;
    start({
      now: () => now,
      pihole: {
        ...own.parts().pihole,
        text: () => (runs++, Promise.resolve({ status: 200, text: "Done." }) as never),
      },
      own: { read: own.parts().own.read, gravityBuiltAt: () => Promise.resolve(runs) },
    });
    await until(() => follower.seen().lacks !== "");
    for (let round = 2; round <= 4; round++) {
      follower.wake();
      await until(() => follower.seen().counts.rounds === round);
      const { lacks, error, equalAt } = follower.seen();
      assert.equal(lacks, "1 of its lists could not be downloaded here");
      assert.match(
        follower.seen().aside.here.map(asideWords).join(),
        /^lists: https:\/\/a\.example \(block\): /,
      );
      assert.deepEqual([error, equalAt, runs], [lacks, undefined, 1]);
    }
    now += 61_000;
    follower.wake();
    await until(() => runs === 2);
    own.model.tables.rows.lists.forEach((row) => (row.status = 1));
    await until(() => follower.seen().counts.rounds === 5);
    follower.wake();
    await until(() => follower.seen().equalAt !== undefined);
    assert.deepEqual([follower.seen().lacks, follower.seen().error], ["", ""]);
  });

  it("is to be seen equal anew where its Pi-hole has been silent", async () => {
    start();
    await until(() => follower.seen().equalAt !== undefined);
    leader.trouble = "slow";
    follower.distrust();
    assert.equal(follower.seen().equalAt, undefined);
    leader.trouble = "";
    follower.wake();
    await until(() => follower.seen().equalAt !== undefined);
  });

  it("tries again at once when something changes while it waits after an error", async () => {
    leader.trouble = "slow";
    const pauses = new FakePauses();
    start({ pause: pauses.pause });
    await until(() => pauses.asked.length === 1);
    leader.trouble = "";
    follower.wake();
    await until(() => follower.seen().equalAt !== undefined);
    assert.deepEqual([pauses.asked.length, pauses.aborted], [1, 1]);
  });

  it("does not take what its own failing rounds write for a reason to hurry", async () => {
    own.loses = true;
    const pauses = new FakePauses();
    leader.change(stateWith({ domains: denied("ads.example") }));
    start({ pause: pauses.pause });
    await until(() => pauses.asked.length === 1);
    pauses.pass();
    await until(() => pauses.asked.length === 2);
    // The watch of the folder tells of the write a moment after it.
    follower.wake();
    await turn();
    assert.deepEqual([own.writes.length, pauses.aborted], [2, 0]);
    assert.match(follower.seen().error, /not equal afterwards/);
  });

  it("goes on where an error broke a round off", async () => {
    let broken = false;
    own.onWrite = () => {
      if (own.writes.length !== 2 || broken) return;
      broken = true;
      throw new Error("connection reset");
    };
    leader.change(stateWith({ domains: many }));
    start();
    await until(() => follower.seen().counts.errors === 1);
    follower.wake();
    await until(() => follower.seen().equalAt !== undefined);
    assert.equal(own.state().domains.length, 20);
  });

  it("forgets what it knew of one leader when another leads, and breaks its round off", async () => {
    start();
    await until(() => follower.seen().equalAt !== undefined);
    let aside: () => void = () => undefined;
    own.onWrite = () => new Promise((resolve) => (aside = resolve));
    leader.change(stateWith({ domains: many }));
    await until(() => own.writes.length === 1);
    follower.forget(true);
    assert.deepEqual([follower.seen().equalAt, follower.seen().leader], [undefined, undefined]);
    leader.node = "pi3";
    leader.change(stateWith({ domains: many.slice(0, 5) }));
    own.onWrite = () => undefined;
    aside();
    await until(() => follower.seen().leader === "pi3" && follower.seen().equalAt !== undefined);
    assert.equal(follower.seen().doing, "waiting");
    assert.deepEqual(
      own.writes.map((write) => write.split(" ")[1]),
      ["/api/domains/deny/exact", "/api/domains:batchDelete"],
    );
  });

  it("does its round to the end where nobody leads any more, and takes itself for nobody's equal", async () => {
    start();
    await until(() => follower.seen().equalAt !== undefined);
    own.onWrite = () => {
      own.onWrite = () => undefined;
      follows = false;
      follower.forget();
      follower.wake();
    };
    leader.change(stateWith({ domains: many }));
    await until(() => follower.seen().counts.changes === 1);
    assert.equal(own.state().domains.length, 20);
    const { doing, equalAt, leader: name, revision, lastChange } = follower.seen();
    assert.deepEqual([doing, equalAt, name, revision], ["waiting", undefined, undefined, ""]);
    assert.equal(lastChange?.kept, "kept 1");
  });

  it("is not seen to apply anything after a round that was broken off", async () => {
    own.onWrite = () => {
      follows = false;
      follower.forget(true);
    };
    leader.change(stateWith({ domains: many }));
    start();
    await until(() => own.writes.length === 1 && follower.seen().doing === "waiting");
  });

  it("does not blame a leader that is gone for what its last round could not do", async () => {
    start();
    await until(() => follower.seen().equalAt !== undefined);
    own.onWrite = () => {
      follows = false;
      follower.forget();
      throw new Error("no space left");
    };
    leader.change(stateWith({ domains: many }));
    await until(() => follower.seen().counts.errors === 1);
    assert.deepEqual([follower.seen().error, events], ["", ["sync.failed"]]);
  });

  it("ends after the request that is under way", async () => {
    let [ended, end] = [false, (): void => undefined];
    own.onWrite = async () => {
      await new Promise<void>((resolve) => (end = resolve));
      ended = true;
    };
    leader.change(stateWith({ domains: many }));
    start();
    await until(() => own.writes.length === 1);
    const stopped = follower.stop();
    await turn();
    end();
    await stopped;
    assert.deepEqual([ended, own.writes.length], [true, 1]);
  });
});
