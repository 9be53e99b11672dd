import assert from "node:assert/strict";
import { ConditionWatch } from "../../../../../runtime/agent/conditions/condition-watch";
import { conditionKinds } from "../../../../../runtime/agent/conditions/kinds";
import { EventLog } from "../../../../../runtime/agent/events/event-log";
import { initialProgress } from "../../../../../runtime/agent/sync/sync-progress";
import type { Snapshot } from "../../../../../runtime/agent/snapshot";
import { healthy, peerThat, silent, withHealth } from "../conditions/sight";

/** What a node tells that sees these snapshots, one a second from 10 s on. */
function told(snapshots: readonly Snapshot[], stepMs = 1_000): string[] {
  const log = new EventLog("pi1", { load: () => [], save: () => undefined }, () => undefined);
  const watch = new ConditionWatch(conditionKinds, { seen: () => ({}) }, log);
  snapshots.forEach((snapshot, i) => watch.look({ ...snapshot, at: 10_000 + i * stepMs }));
  log.stop();
  return log.list().map(({ text }) => text);
}

const follows: Snapshot = {
  ...withHealth({ name: "standing-by", vrrp: "BACKUP" }),
  role: "follower",
  peers: [peerThat({ state: "leading", vrrp: { state: "MASTER", priority: 100 } })],
};
const leads = (peers: Snapshot["peers"]): Snapshot => ({ ...healthy, peers });
const repeat = (snapshot: Snapshot, times: number): Snapshot[] =>
  Array.from({ length: times }, () => snapshot);

describe("the events", () => {
  it("say from whom the virtual IP came and why, when the others have been asked again", () => {
    assert.deepEqual(told([follows, ...repeat(leads([silent]), 3)]), [
      "the virtual IP moved from pi2 to pi1 within 1.0 s: pi2 does not answer",
    ]);
    assert.deepEqual(told([follows, ...repeat(leads([peerThat({ drainedBy: "hand" })]), 3)]), [
      "the virtual IP moved from pi2 to pi1: pi2 was drained (by hand)",
    ]);
    assert.deepEqual(
      told([follows, ...repeat(leads([peerThat({ state: "faulted", reason: "timeout" })]), 3)]),
      ["the virtual IP moved from pi2 to pi1 within 1.0 s: pi2's DNS fails: timeout"],
    );
    assert.deepEqual(told([follows, ...repeat(leads([peerThat({})]), 3)]), [
      "the virtual IP moved from pi2 to pi1 within 1.0 s: pi1 has the higher priority",
    ]);
  });

  it("do not blame a node that led long ago", () => {
    const alone: Snapshot = { ...follows, peers: [silent] };
    assert.deepEqual(
      told([follows, alone, ...repeat(leads([silent]), 3)], 61_000).slice(0, 1),
      ["node-silent begins"].map(() => "pi1 leads now; no other node led before"),
    );
  });

  it("say what a former leader has given up, and how to have it back", () => {
    const change = {
      at: 9_000,
      ms: 5,
      cause: "unshared",
      steps: 1,
      words: ["domains: has besides a.example"],
      figures: ["domains: 1 besides"],
      kept: "2026-12-01T10-00-00.000Z",
    } as const;
    const progress = { ...initialProgress, leader: "pi2", unshared: change };
    const after: Snapshot = { ...follows, sync: { progress, behind: "", now: 0 } };
    assert.deepEqual(told([follows, after, after]), [
      "pi1 had changes that no other node had when it lost the lead. They are replaced by what pi2 has, and kept: " +
        "ha-dns sync restore 2026-12-01T10-00-00.000Z on pi1 (domains: 1 besides)",
    ]);
  });

  it("are not repeated by a node that finds the same a moment later", () => {
    const full: Snapshot = { ...healthy, trouble: "EROFS" };
    const file = { load: () => [], save: () => undefined };
    const log = new EventLog(
      "pi1",
      file,
      () => undefined,
      () => 20_000,
    );
    for (const at of [10_000, 30_000]) {
      const watch = new ConditionWatch(conditionKinds, { seen: () => ({}) }, log);
      watch.look({ ...full, at });
      watch.look({ ...full, at: at + 11_000 });
    }
    log.stop();
    assert.deepEqual(
      log.list().map(({ text }) => text),
      ["pi1: EROFS"],
    );
  });

  it("tell a fault and its end, a drain and its end", () => {
    const drained = withHealth({ drain: { by: ["hand"], force: false, since: 0, outcome: "out" } });
    const failed = withHealth({ name: "faulted", verdict: "failed", reason: "timeout" });
    assert.deepEqual(told([healthy, failed, healthy, drained, healthy]), [
      "pi1's DNS fails: timeout",
      "pi1's DNS answers again",
      "pi1 is drained (by hand)",
      "pi1 is no longer drained",
    ]);
  });

  it("tell what begins and what is over, once by the leader or by the node that it concerns", () => {
    const full: Snapshot = { ...healthy, trouble: "EROFS" };
    const rows = told([...repeat(full, 12), ...repeat(healthy, 8)]);
    assert.equal(rows.length, 2);
    assert.equal(rows[0], "pi1: EROFS");
    assert.match(rows[1]!, /^over after \d+ s: pi1: EROFS$/);
    const seesSilence: Snapshot = { ...follows, peers: [...follows.peers, { ...silent, name: "pi3" }] };
    assert.deepEqual(told(repeat(seesSilence, 70)), []);
    assert.deepEqual(
      told(repeat({ ...seesSilence, role: "leader", peers: [peerThat({}), { ...silent, name: "pi3" }] }, 70)),
      ["pi3 does not answer"],
    );
  });
});
