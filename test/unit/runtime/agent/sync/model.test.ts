import assert from "node:assert/strict";
import fc from "fast-check";
import { difference } from "../../../../../runtime/agent/sync/model/difference";
import { sameBlocking, sameSetting } from "../../../../../runtime/agent/sync/model/equal";
import { plan } from "../../../../../runtime/agent/sync/plan/sync-plan";
import { readSyncState } from "../../../../../runtime/agent/sync/read/read-sync-state";
import { requestOf } from "../../../../../runtime/agent/sync/apply/requests";
import type { SettingKey } from "../../../../../runtime/agent/sync/model/setting-keys";
import type { SyncState } from "../../../../../runtime/agent/sync/model/sync-state";
import { anyPihole } from "./model/random";
import { round } from "./model/round";
import { gravityNamed } from "./gravity";

const generation = fc.constantFrom("one", "two");

/** What people entered, without what a follower is told otherwise. */
const entered = ({ groups, lists, domains, clients }: SyncState) => ({
  groups,
  lists: lists.map(({ built: _, ...list }) => list),
  domains,
  clients,
});

describe("a follower after one round", function () {
  this.timeout(60_000);

  it("equals its leader, whatever both were, and the next round does nothing", () => {
    fc.assert(
      fc.property(anyPihole, anyPihole, generation, (theirs, ours, name) => {
        const leader = readSyncState(theirs.answers(), gravityNamed("one")).state;
        const replaced = ours.tables.groups.some(({ name }) => name === "../up");
        const { failures, orphans, after } = round(leader, ours, name);
        assert.deepEqual(failures, []);
        if (!replaced) assert.deepEqual(orphans, []);
        assert.deepEqual(entered(after.state), entered(leader));
        for (const [key, value] of Object.entries(leader.settings) as [SettingKey, never][]) {
          const found = after.state.settings[key];
          assert.ok(found === undefined || sameSetting(key, found, value), key);
        }
        assert.ok(sameBlocking(after.state.blocking, leader.blocking));
        assert.deepEqual(plan(leader, after.state, after.traits), []);
        assert.deepEqual(difference(leader, after.state, after.traits), []);
        assert.equal(ours.config.mixed, 0);
      }),
      { numRuns: 150 },
    );
  });

  it("was sent no body of 64 KiB or more, and no settings that its environment forces", () => {
    fc.assert(
      fc.property(anyPihole, anyPihole, (theirs, ours) => {
        const leader = readSyncState(theirs.answers(), gravityNamed("one")).state;
        const { state, traits } = readSyncState(ours.answers(), gravityNamed("one"));
        const ids = new Map([...leader.groups, ...state.groups].map(({ name }) => [name, 123_456_789]));
        for (const step of plan(leader, state, traits)) {
          assert.ok(Buffer.byteLength(JSON.stringify(requestOf(step, ids).body ?? null)) < 64 * 1024);
          if (step.kind !== "settings") continue;
          for (const key of Object.keys(step.values) as SettingKey[])
            assert.equal(traits[key]?.forced, false);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("equals its leader also where an earlier round was cut off anywhere", () => {
    fc.assert(
      fc.property(anyPihole, anyPihole, fc.nat(60), (theirs, ours, cut) => {
        const leader = readSyncState(theirs.answers(), gravityNamed("one")).state;
        round(leader, ours, "one", cut);
        const { failures, after } = round(leader, ours, "one");
        assert.deepEqual(failures, []);
        assert.deepEqual(entered(after.state), entered(leader));
      }),
      { numRuns: 50 },
    );
  });

  it("differs from its leader just where a plan without gravity has steps", () => {
    fc.assert(
      fc.property(anyPihole, anyPihole, fc.boolean(), (theirs, ours, alike) => {
        const leader = readSyncState((alike ? ours : theirs).answers(), gravityNamed("one")).state;
        const { state, traits } = readSyncState(ours.answers(), gravityNamed("one"));
        const steps = plan(leader, state, traits).filter(({ kind }) => kind !== "gravity");
        assert.equal(difference(leader, state, traits).length === 0, steps.length === 0);
      }),
      { numRuns: 50 },
    );
  });
});
