import assert from "node:assert/strict";
import { saidCauses } from "../../../../runtime/contract/drain-cause";

describe("what drains a node", () => {
  it("is what the agent reports", () => {
    const said = { drainCauses: ["settings", "hand"], drainedBy: "settings and hand" };
    assert.deepEqual(saidCauses(said), ["hand", "settings"]);
  });

  it("is taken from an earlier agent's words for people", () => {
    assert.deepEqual(saidCauses({ drainedBy: "hand and update" }), ["hand", "update"]);
    assert.deepEqual(saidCauses({ drainedBy: null }), []);
    assert.deepEqual(saidCauses({}), []);
  });

  it("does not count a cause that only a later version knows", () => {
    assert.deepEqual(saidCauses({ drainCauses: ["moon", "hand"] }), ["hand"]);
  });
});
