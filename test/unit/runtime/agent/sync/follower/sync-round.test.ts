import assert from "node:assert/strict";
import { asideWords } from "../../../../../../runtime/agent/sync/model/aside";
import { round } from "../../../../../../runtime/agent/sync/follower/sync-round";
import { syncDigest } from "../../../../../../runtime/agent/sync/model/sync-digest";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import { FakeOwn } from "../fake-own";
import { denied, stateWith } from "../states";

const never = new AbortController().signal;
const published = (state: SyncState) => ({ revision: "r", node: "pi1", state });
const many = denied(...Array.from({ length: 20 }, (_, i) => `${i}.example`));

describe("a round", () => {
  it("does nothing, and keeps nothing, where both are equal", async () => {
    const own = new FakeOwn();
    const leader = own.state();
    assert.deepEqual(await round(own.parts(), published(leader), never), { kind: "equal" });
    assert.deepEqual([own.writes, own.kept], [[], []]);
  });

  it("keeps what was there before its first write, and says what was different", async () => {
    const own = new FakeOwn();
    const before = own.state();
    const leader = stateWith({ domains: denied("ads.example") });
    const outcome = await round(own.parts(), published(leader), never);
    assert.deepEqual(outcome, {
      kind: "changed",
      steps: 1,
      words: ["domains: lacks ads.example (deny, exact)"],
      figures: ["domains: 1 lacking"],
      unshared: false,
      kept: "kept 1",
      left: "",
      lists: [],
    });
    assert.deepEqual(own.kept, [{ state: before, why: "before it was made equal to pi1", writes: 0 }]);
    assert.deepEqual(own.state().domains, leader.domains);
  });

  it("writes nothing where it cannot keep what was there", async () => {
    const own = new FakeOwn();
    const parts = own.parts({
      kept: {
        keep: () => {
          throw new Error("ENOSPC: no space left");
        },
      },
    });
    await assert.rejects(round(parts, published(stateWith({ domains: many })), never), /ENOSPC/);
    assert.deepEqual(own.writes, []);
  });

  it("refuses to empty a table, until just that state of the leader's is accepted", async () => {
    const own = new FakeOwn(stateWith({ domains: many }));
    const leader = stateWith();
    const name = syncDigest(leader);
    const refusal = { kind: "refused", digest: name, words: ["domains: all 20 would be removed"] };
    assert.deepEqual(await round(own.parts(), published(leader), never), refusal);
    const other = syncDigest(stateWith({ domains: denied("x.example") }));
    assert.deepEqual(await round(own.parts({ accepted: () => other }), published(leader), never), refusal);
    assert.deepEqual([own.writes, own.kept], [[], []]);
    const done = await round(own.parts({ accepted: () => name }), published(leader), never);
    assert.equal(done.kind, "changed");
    assert.deepEqual([own.state().domains, own.kept.length], [[], 1]);
  });

  it("fails where it is not equal afterwards, though every answer was good", async () => {
    const own = new FakeOwn();
    own.loses = true;
    await assert.rejects(
      round(own.parts(), published(stateWith({ domains: denied("ads.example") })), never),
      /not equal afterwards: domains: lacks ads.example \(deny, exact\)/,
    );
    assert.equal(own.kept.length, 1);
  });

  it("sets a row aside, with Pi-hole's words, that it says it did not take", async () => {
    const own = new FakeOwn();
    own.complaint = "UNIQUE constraint failed";
    const parts = own.parts();
    const done = await round(parts, published(stateWith({ domains: denied("ads.example") })), never);
    assert.deepEqual(
      [done.kind, parts.book.all().map(asideWords)],
      ["changed", ["domains: ads.example (deny, exact): UNIQUE constraint failed"]],
    );
  });

  it("fails twice, and then sets aside what Pi-hole says yes to and has otherwise", async () => {
    const own = new FakeOwn();
    own.loses = true;
    const parts = own.parts();
    const leader = published(stateWith({ domains: denied("ads.example") }));
    for (let i = 0; i < 2; i++) await assert.rejects(round(parts, leader, never), /not equal afterwards/);
    assert.equal((await round(parts, leader, never)).kind, "changed");
    assert.match(parts.book.all().map(asideWords).join(), /ads\.example .* has it otherwise$/);
  });

  it("fails with Pi-hole's words where it cannot write its database", async () => {
    const own = new FakeOwn();
    own.complaint = "database is locked";
    await assert.rejects(
      round(own.parts(), published(stateWith({ domains: denied("ads.example") })), never),
      /ads.example: database is locked/,
    );
  });

  it("fails, and writes nothing, where it cannot read its own Pi-hole", async () => {
    const own = new FakeOwn();
    const parts = own.parts({
      own: {
        read: () => Promise.reject(new Error("groups: not an answer of Pi-hole's")),
        gravityBuiltAt: () => Promise.resolve(0),
      },
    });
    await assert.rejects(round(parts, published(stateWith({ domains: many })), never), /not an answer/);
    assert.deepEqual(own.writes, []);
  });

  it("ends between two steps when it is called off", async () => {
    const own = new FakeOwn();
    const off = new AbortController();
    own.onWrite = () => off.abort();
    const leader = stateWith({ domains: many }); // Two requests of ten.
    await assert.rejects(round(own.parts(), published(leader), off.signal), /abort/i);
    assert.equal(own.writes.length, 1);
  });

  it("restarts nothing where no leader is left, and has Pi-hole keep the setting for later", async () => {
    const own = new FakeOwn();
    const restarted: string[] = [];
    const parts = own.parts({
      restartForbidden: () => "this node leads",
      follows: () => false,
      restarted: () => void restarted.push("restarted"),
    });
    const leader = stateWith({ settings: { "dns.cnameRecords": ["a.example,b.example"] } });
    await round(parts, published(leader), never);
    assert.deepEqual(own.writes, ["PATCH /api/config?restart=false"]);
    assert.deepEqual(own.state().settings["dns.cnameRecords"], ["a.example,b.example"]);
    assert.deepEqual(restarted, []);
  });

  it("leaves a setting that restarts Pi-hole to a later round while no other node answers", async () => {
    const own = new FakeOwn();
    const parts = own.parts({ restartForbidden: () => "no other node answers" });
    const leader = stateWith({ settings: { "dns.cnameRecords": ["a.example,b.example"] } });
    await assert.rejects(round(parts, published(leader), never), /restarts Pi-hole: no other node answers/);
    assert.deepEqual(own.writes, []);
  });
});
