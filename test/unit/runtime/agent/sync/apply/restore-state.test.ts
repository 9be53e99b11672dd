import assert from "node:assert/strict";
import fc from "fast-check";
import { plan } from "../../../../../../runtime/agent/sync/plan/sync-plan";
import {
  restoreState,
  settled,
  stepsOnLeader,
} from "../../../../../../runtime/agent/sync/apply/restore-state";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import { readSyncState } from "../../../../../../runtime/agent/sync/read/read-sync-state";
import { FakeOwn } from "../fake-own";
import { anyPihole } from "../model/random";
import { denied, stateWith } from "../states";
import { gravityNamed } from "../gravity";

const never = new AbortController().signal;
const kept = (state: SyncState) => ({ name: "NAME", node: "pi2", state });
const many = denied(...Array.from({ length: 20 }, (_, i) => `${i}.example`));

describe("putting a kept state back on the leader", () => {
  it("keeps what is there first, does it, and says how that is undone", async () => {
    const own = new FakeOwn(stateWith({ domains: denied("new.example") }));
    const before = own.state();
    const words = await restoreState(own.parts(), kept(stateWith({ domains: denied("old.example") })), never);
    assert.deepEqual(own.state().domains, denied("old.example"));
    assert.deepEqual(own.kept, [{ state: before, why: "before NAME of pi2 was put back", writes: 0 }]);
    assert.deepEqual(words, [
      "put back; until now the leader's Pi-hole differed from NAME so:",
      "  domains: lacks old.example (deny, exact); has besides new.example (deny, exact)",
      "what it had is kept on the leader: ha-dns sync restore kept 1",
    ]);
  });

  it("writes and keeps nothing where nothing differs, whatever gravity and an old timer say", async () => {
    const own = new FakeOwn();
    const state = stateWith({
      gravity: { generation: "other", lists: "", domains: 0 },
      blocking: { enabled: false, timer: 200 }, // Long since on again.
    });
    assert.deepEqual(await restoreState(own.parts(), kept(state), never), [
      "nothing to put back: the leader has what NAME has",
    ]);
    assert.deepEqual([own.writes, own.kept], [[], []]);
  });

  it("leaves what restarts Pi-hole as it is, and names it", async () => {
    const own = new FakeOwn();
    const settings = { "dns.hosts": ["10.0.0.1 nas"], "dns.cnameRecords": ["files,nas"] };
    const words = await restoreState(own.parts(), kept(stateWith({ settings })), never);
    assert.match(words.join("\n"), /left as they are, since they restart Pi-hole.*: dns.cnameRecords$/m);
    assert.doesNotMatch(words.join("\n"), /^ {2}dns.cnameRecords/m);
    assert.deepEqual(own.state().settings["dns.hosts"], ["10.0.0.1 nas"]);
    assert.deepEqual([own.state().settings["dns.cnameRecords"], own.model.config.restarts], [[], 0]);
    const alone = stateWith({ settings: { "dns.hosts": ["10.0.0.1 nas"], "dns.cnameRecords": ["a,nas"] } });
    assert.match(
      (await restoreState(own.parts(), kept(alone), never)).join(),
      /nothing to put back.*dns.cnameRecords/,
    );
  });

  it("asks for gravity where lists changed, and builds none itself", async () => {
    const own = new FakeOwn();
    const lists: SyncState["lists"] = [
      {
        address: "https://a/1",
        type: "block",
        comment: null,
        enabled: true,
        groups: ["Default"],
        built: true,
      },
    ];
    const words = await restoreState(own.parts(), kept(stateWith({ lists })), never);
    assert.match(words.join("\n"), /run gravity on the leader: docker exec ha-dns-pihole pihole -g/);
  });

  it("says where the followers will refuse what would go from them", async () => {
    const own = new FakeOwn(stateWith({ domains: many }));
    const words = await restoreState(own.parts(), kept(stateWith()), never);
    assert.match(
      words.join("\n"),
      /refuse it \(domains: all 20 would be removed\) until .*ha-dns sync accept/,
    );
  });

  it("says under which name the state before is kept where it fails on the way", async () => {
    const own = new FakeOwn();
    own.loses = true;
    await assert.rejects(
      restoreState(own.parts(), kept(stateWith({ domains: many })), never),
      /not as it was kept: domains: lacks .* is kept as kept 1/,
    );
  });

  it("is done by steps that neither restart Pi-hole nor build gravity, for any two states", () => {
    fc.assert(
      fc.property(anyPihole, anyPihole, (theirs, ours) => {
        const wanted = settled(readSyncState(theirs.answers(), gravityNamed("one")).state);
        const { state, traits } = readSyncState(ours.answers(), gravityNamed("two"));
        const all = plan(wanted, state, traits);
        const { now, waiting } = stepsOnLeader(all);
        assert.ok(
          now.every((step) => step.kind !== "gravity" && !(step.kind === "settings" && step.restarts)),
        );
        const left = all.length - now.length - (all.some(({ kind }) => kind === "gravity") ? 1 : 0);
        assert.equal(left > 0, waiting.length > 0);
      }),
      { numRuns: 50 },
    );
  });
});
