import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { restoreKeptState } from "../../../../../../runtime/agent/cli/sync/sync-restore";
import { KeptStates } from "../../../../../../runtime/agent/sync/apply/kept-states";
import type { KeptElsewhere } from "../../../../../../runtime/agent/sync/apply/restore-state";
import { denied, stateWith } from "../../sync/states";
import { following, nobody, says } from "./following";

describe("sync restore", () => {
  let states: KeptStates;
  const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const own = stateWith({ domains: denied("a.example", "b.example") });
  beforeEach(() => {
    states = new KeptStates(path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sync-")), "states"), "pi2", 30);
  });
  let printed: string[];
  const print = (text: string): void => void printed.push(text);
  beforeEach(() => (printed = []));

  it("sends the kept state to the leader, here or elsewhere, and prints what it says", async () => {
    const name = states.keep(own, "test", at(1));
    const sent: [KeptElsewhere, boolean][] = [];
    const leader = {
      restore: (kept: KeptElsewhere, here: boolean) => {
        sent.push([kept, here]);
        return Promise.resolve({ node: "pi1", words: ["put back"] });
      },
    };
    assert.equal(await restoreKeptState(leader, states, says(following()), name, print), 0);
    assert.equal(
      await restoreKeptState(leader, states, says({ ...following(), role: "leader" }), name, print),
      0,
    );
    const kept = { name, node: "pi2", state: own };
    assert.deepEqual(sent, [
      [kept, false],
      [kept, true],
    ]);
    assert.deepEqual(printed.slice(0, 2), ["pi1 leads, and was told:", "put back"]);
  });

  it("fails in words where there is no such state, or the leader refuses", async () => {
    const leader = { restore: () => Promise.reject(new Error("pi1: does not lead")) };
    assert.equal(await restoreKeptState(leader, states, says(following()), "nope", print), 1);
    const name = states.keep(own, "test", at(1));
    assert.equal(await restoreKeptState(leader, states, says(following()), name, print), 1);
    assert.equal(await restoreKeptState(leader, states, nobody, name, print), 1);
    assert.deepEqual(printed, [
      "sync restore: there is no kept state nope; these are: none",
      "sync restore: pi1: does not lead",
      "sync restore: the agent does not answer: ECONNREFUSED",
    ]);
  });
});
