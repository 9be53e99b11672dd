import assert from "node:assert/strict";
import fc from "fast-check";
import { syncDigest } from "../../../../../../runtime/agent/sync/model/sync-digest";
import {
  defaultRemovalLimits,
  refused,
  removals,
  removalWords,
} from "../../../../../../runtime/agent/sync/plan/removal";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import { client, domain, group, list, state, traits } from "../sample";

const domains = (count: number) => Array.from({ length: count }, (_, i) => domain(`${i}.example`));

const words = (leader: Partial<SyncState>, follower: Partial<SyncState>): string[] =>
  refused(removals(state(leader), state(follower), traits), defaultRemovalLimits).map(removalWords);

describe("a removal", () => {
  it("is refused from ten rows on, when they are more than the share", () => {
    assert.deepEqual(words({ domains: domains(20) }, { domains: domains(30) }), [
      "domains: 10 of 30 would be removed",
    ]);
    assert.deepEqual(words({ domains: domains(21) }, { domains: domains(30) }), []);
    assert.deepEqual(words({ domains: domains(90) }, { domains: domains(100) }), []);
  });

  it("is refused where it would empty a table of more than one row", () => {
    assert.deepEqual(words({}, { clients: [client("a"), client("b")] }), ["clients: all 2 would be removed"]);
    assert.deepEqual(words({}, { clients: [client("a")] }), []);
    assert.deepEqual(words({}, { lists: [list("a"), list("b")] }), ["lists: all 2 would be removed"]);
  });

  it("counts rows that stay and lose their effect: disabled, or in no group", () => {
    const off = (count: number) => domains(count).map((row) => ({ ...row, enabled: false }));
    const out = (count: number) => domains(count).map((row) => ({ ...row, groups: [] }));
    const all = "domains: all 200 would be removed or lose their effect";
    assert.deepEqual(words({ domains: off(200) }, { domains: domains(200) }), [all]);
    assert.deepEqual(words({ domains: out(200) }, { domains: domains(200) }), [all]);
    const some = [...off(70), ...domains(190).slice(70)];
    assert.deepEqual(words({ domains: some }, { domains: domains(200) }), [
      "domains: 80 of 200 would be removed or lose their effect",
    ]);
    const lists = (enabled: boolean) => [list("a", { enabled }), list("b", { enabled })];
    assert.deepEqual(words({ lists: lists(false) }, { lists: lists(true) }), [
      "lists: all 2 would be removed or lose their effect",
    ]);
    assert.deepEqual(
      words(
        { clients: [client("a", { groups: [] }), client("b", { groups: [] })] },
        { clients: [client("a"), client("b")] },
      ),
      ["clients: all 2 would be removed or lose their effect"],
    );
  });

  it("is no row that had no effect before, nor one that gets it", () => {
    const off = domains(200).map((row) => ({ ...row, enabled: false }));
    assert.deepEqual(words({ domains: off }, { domains: off }), []);
    assert.deepEqual(words({ domains: domains(200) }, { domains: off }), []);
  });

  it("counts groups without the default one, whatever it is called", () => {
    const others = Array.from({ length: 3 }, (_, i) => group(`g${i}`));
    const renamed = [group("house", { isDefault: true })];
    assert.deepEqual(words({ groups: renamed }, { groups: [...state().groups, ...others] }), [
      "groups: all 3 would be removed",
    ]);
    assert.deepEqual(words({ groups: renamed }, {}), []);
  });

  it("counts the elements of settings, as often as they are there", () => {
    const hosts = (count: number) => Array.from({ length: count }, (_, i) => `10.0.0.1 name-${i % 12}`);
    assert.deepEqual(words({ settings: { "dns.hosts": [] } }, { settings: { "dns.hosts": hosts(2) } }), [
      "dns.hosts: all 2 would be removed",
    ]);
    assert.deepEqual(
      words({ settings: { "dns.hosts": hosts(12) } }, { settings: { "dns.hosts": hosts(24) } }),
      ["dns.hosts: 12 of 24 would be removed"],
    );
  });

  it("of what the follower's environment forces is none", () => {
    const forced = { "dns.hosts": { restarts: false, forced: true } };
    const settings = (hosts: string[]) => state({ settings: { "dns.hosts": hosts } });
    assert.deepEqual(removals(settings([]), settings(["1 a", "2 b"]), forced), []);
  });

  it("is none where the leader has more or the same", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (a, b) => {
        const found = removals(state({ domains: domains(a + b) }), state({ domains: domains(b) }), traits);
        assert.deepEqual(found, []);
      }),
    );
  });
});

describe("the digest of a state", () => {
  const now = state({ domains: domains(3), settings: { "dns.cnameRecords": ["a,x", "b,x"] } });

  it("stays where a timer runs, gravity is built, or a set is in another order", () => {
    const later: SyncState = {
      ...now,
      blocking: { enabled: false, timer: 30 },
      gravity: { generation: "two", lists: "", domains: 0 },
      settings: { "dns.cnameRecords": ["b,x", "a,x"] },
    };
    assert.match(syncDigest(now), /^[0-9a-f]{12}$/);
    assert.equal(syncDigest(later), syncDigest(now));
  });

  it("changes with what people entered", () => {
    assert.notEqual(syncDigest({ ...now, domains: domains(2) }), syncDigest(now));
    assert.notEqual(syncDigest({ ...now, settings: {} }), syncDigest(now));
    assert.notEqual(syncDigest({ ...now, groups: [group("house", { isDefault: true })] }), syncDigest(now));
  });
});
