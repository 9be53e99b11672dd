import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { diff } from "../../../../../../runtime/agent/cli/sync/diff";
import { KeptStates } from "../../../../../../runtime/agent/sync/apply/kept-states";
import { denied, stateWith } from "../../sync/states";
import { following, nobody, says } from "./following";

describe("sync diff", () => {
  let states: KeptStates;
  const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const own = stateWith({ domains: denied("a.example", "b.example") });
  const agents = {
    own: () => Promise.resolve({ node: "pi2", state: own, traits: {}, aside: [] }),
    leader: () =>
      Promise.resolve({ node: "pi1", revision: "r", state: stateWith({ domains: denied("c.example") }) }),
  };
  const show = (name?: string, json = false, answer = following()) =>
    diff(agents, states, says(answer), { name, json }, print);
  beforeEach(() => {
    states = new KeptStates(path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sync-")), "states"), "pi2", 30);
  });
  let printed: string[];
  const print = (text: string): void => void printed.push(text);
  beforeEach(() => (printed = []));

  it("names every row in which this node is not as the leader is", async () => {
    assert.equal(await show(), 0);
    assert.deepEqual(printed, [
      "pi2, beside pi1:",
      "  domains: lacks c.example (deny, exact); has besides a.example (deny, exact), b.example (deny, exact)",
    ]);
  });

  it("compares with the kept state of a name, on the leader too", async () => {
    const name = states.keep(stateWith({ domains: denied("a.example") }), "test", at(1));
    await show(name, true, { ...following(), role: "leader" });
    assert.deepEqual(JSON.parse(printed.splice(0)[0]!), {
      node: "pi2",
      with: name,
      differences: [
        { table: "domains", added: [], removed: ["b.example (deny, exact)"], changed: [], besides: [] },
      ],
    });
    const same = states.keep(own, "test", at(2));
    await show(same);
    assert.deepEqual(printed, [`pi2 has what ${same} has`]);
  });

  it("says that this node leads, or why it cannot tell", async () => {
    assert.equal(await show(undefined, false, { ...following(), role: "leader" }), 0);
    assert.deepEqual(printed.splice(0), ["pi1 leads: the others follow it"]);
    assert.equal(await show("nope", true), 1);
    assert.match(
      (JSON.parse(printed.splice(0)[0]!) as { error: string }).error,
      /there is no kept state nope/,
    );
    assert.equal(await diff(agents, states, nobody, { name: undefined, json: false }, print), 1);
    assert.deepEqual(printed, ["sync diff: the agent does not answer: ECONNREFUSED"]);
  });
});
