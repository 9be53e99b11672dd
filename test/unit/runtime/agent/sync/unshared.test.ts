import assert from "node:assert/strict";
import { SharedMark } from "../../../../../runtime/agent/sync/leader/shared-mark";
import type { Follower } from "../../../../../runtime/agent/sync/follower/follower";
import type { SyncState } from "../../../../../runtime/agent/sync/model/sync-state";
import type { Publisher } from "../../../../../runtime/agent/sync/leader/publisher";
import { until } from "../../../../../lab/shell";
import { StandIn } from "./stand-in";
import { denied, stateWith } from "./states";

const never = new AbortController().signal;

describe("changes of a leader that dies before anybody else has them", function () {
  this.timeout(60_000);
  let one: StandIn;
  let two: StandIn;
  let publisher: Publisher;
  const followers: Follower[] = [];

  beforeEach(async () => {
    [one, two] = [await new StandIn("pi1").start(), await new StandIn("pi2").start()];
    one.plant([{ domain: "known.example" }]);
    publisher = one.publisher();
  });
  afterEach(async () => {
    publisher.forget();
    await Promise.all(followers.splice(0).map((follower) => follower.stop()));
    one.stop();
    two.stop();
  });

  /** A node that starts to follow. Resolves when it is equal. */
  async function follow(node: StandIn, leader: Publisher): Promise<Follower> {
    const follower = node.follower(leader, () => 0);
    followers.push(follower);
    follower.start();
    await until("the follower is equal", 20_000, () => follower.seen().equalAt !== undefined, 20);
    return follower;
  }
  /** The follower has the leader's state, and has said so. */
  const confirmed = async (): Promise<void> =>
    void (await publisher.current((await publisher.current(null, 0, never)).revision, 0, never));
  /** Resolves to what the former leader says that follows the other one now. */
  async function returned() {
    publisher.forget();
    await followers.splice(0)[0]!.stop();
    publisher = two.publisher();
    return (await follow(one, publisher)).seen();
  }

  it("are told, with the name of the state that holds them", async () => {
    await follow(two, publisher);
    await confirmed();
    one.plant([{ domain: "acknowledged.example" }]);
    const { unshared, lastChange } = await returned();
    assert.deepEqual(one.domains(), ["known.example"]);
    assert.deepEqual(unshared?.words, ["domains: has besides acknowledged.example (deny, exact)"]);
    assert.equal(lastChange?.cause, "unshared");
    const kept = one.parts().kept.read(unshared.kept!);
    assert.ok(kept.state.domains.some(({ domain }) => domain === "acknowledged.example"));
  });

  it("are not what another leader has deleted meanwhile", async () => {
    await follow(two, publisher);
    await confirmed();
    two.database.exec("DELETE FROM domainlist");
    two.plant([{ domain: "new.example" }]);
    const { unshared, lastChange } = await returned();
    assert.deepEqual(one.domains(), ["new.example"]);
    assert.deepEqual([unshared, lastChange?.cause], [undefined, "leader"]);
  });

  it("are told once", async () => {
    await follow(two, publisher);
    await confirmed();
    one.plant([{ domain: "acknowledged.example" }]);
    await returned();
    two.plant([{ domain: "later.example" }]);
    await publisher.refresh();
    const again = await follow(one, publisher);
    assert.equal(again.seen().unshared, undefined);
  });
});

describe("the mark of what other nodes have of a leader's state", () => {
  it("begins with the state with which it leads, and goes when the node follows", () => {
    let kept: { digest: string } | undefined;
    const mark = () =>
      new SharedMark(
        { load: () => kept, save: (value) => void (kept = value), remove: () => void (kept = undefined) },
        () => undefined,
      );
    const [before, after] = [stateWith(), stateWith({ domains: denied("a.example") })];
    assert.equal(mark().differs(after), false, "a node that has not led");
    mark().leads(before);
    mark().leads(after);
    assert.deepEqual([mark().differs(before), mark().differs(after)], [false, true]);
    mark().shared(after);
    assert.deepEqual([mark().differs(before), mark().differs(after)], [true, false]);
    mark().forget();
    assert.equal(mark().differs(before), false);
  });

  it("reads a state once, however often followers name it", () => {
    let reads = 0;
    const state: SyncState = {
      ...stateWith(),
      get domains() {
        reads++;
        return denied("a.example");
      },
    };
    const nowhere = { load: () => undefined, save: () => undefined, remove: () => undefined };
    const mark = new SharedMark(nowhere, () => undefined);
    for (let i = 0; i < 3; i++) mark.shared(state);
    assert.equal(reads, 1);
    assert.equal(mark.differs({ ...stateWith(), domains: denied("a.example") }), false);
  });

  it("holds without a disk that can be written", () => {
    const events: string[] = [];
    const full = () => {
      throw new Error("ENOSPC");
    };
    const mark = new SharedMark({ load: () => undefined, save: full, remove: full }, (event) =>
      events.push(event),
    );
    mark.leads(stateWith());
    assert.equal(mark.differs(stateWith({ domains: denied("a.example") })), true);
    assert.deepEqual(events, ["shared.not-kept"]);
  });
});
