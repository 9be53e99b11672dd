import assert from "node:assert/strict";
import { deserialize, serialize } from "node:v8";
import { staleAfterMs } from "../../../../../runtime/agent/doors/doors-protocol";
import { AgentView } from "../../../../../runtime/agent/doors/agent-view";
import { metrics } from "../../../../../runtime/agent/metrics/all-metrics";
import { status } from "../../../../../runtime/agent/snapshot";
import { leading } from "../sample";

describe("what the doors know of the agent", () => {
  let now: number;
  let view: AgentView;
  beforeEach(() => {
    now = 50_000;
    view = new AgentView(() => now);
  });

  it("is nothing before the first word: the role is follower", () => {
    assert.deepEqual([view.role(), view.restartsLater(), view.snapshot()], ["follower", false, undefined]);
  });

  it("is the agent's last word", () => {
    view.hear({ kind: "snapshot", snapshot: leading, restartsLater: true, at: now });
    assert.deepEqual([view.role(), view.restartsLater(), view.snapshot()], ["leader", true, leading]);
    view.hear({
      kind: "snapshot",
      snapshot: { ...leading, role: "follower" },
      restartsLater: false,
      at: now,
    });
    assert.deepEqual([view.role(), view.restartsLater()], ["follower", false]);
  });

  it("holds for a while from when it was said, not from when it came", () => {
    view.hear({ kind: "snapshot", snapshot: leading, restartsLater: true, at: now - staleAfterMs });
    assert.equal(view.role(), "leader");
    now++;
    assert.deepEqual([view.role(), view.restartsLater(), view.snapshot()], ["follower", false, undefined]);
  });

  it("comes whole from one process to the other", () => {
    const copy = deserialize(serialize(leading)) as typeof leading;
    assert.deepEqual(status(copy), status(leading));
    assert.equal(metrics(copy), metrics(leading));
  });
});
