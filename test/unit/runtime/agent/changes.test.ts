import assert from "node:assert/strict";
import { ChangeCounts } from "../../../../runtime/agent/changes";

describe("the count of changes", () => {
  it("does not count the role that the agent finds at its start: its restart has moved nothing", () => {
    const changes = new ChangeCounts();
    changes.is("leader");
    changes.is("leader");
    assert.equal(changes.seen().leader, 0);
  });

  it("counts each time that the node becomes the leader, however often its role is told", () => {
    const changes = new ChangeCounts();
    for (const role of ["follower", "leader", "leader", "follower", "follower", "leader"] as const)
      changes.is(role);
    assert.equal(changes.seen().leader, 2);
  });

  it("counts the states that were entered", () => {
    const changes = new ChangeCounts();
    for (const state of ["ready", "leading", "faulted", "leading"] as const) changes.entered(state);
    assert.deepEqual(changes.seen().states, { ready: 1, leading: 2, faulted: 1 });
  });
});
