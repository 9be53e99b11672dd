import assert from "node:assert/strict";
import { isDrainedByHand } from "../../../providers/agent-command";

describe("a node that a person has drained", () => {
  it("is known as such also if its agent drains it for settings at the same time: nobody waits for it", () => {
    const by = (drainedBy: string | null) => isDrainedByHand({ drainedBy });
    assert.deepEqual([by("hand"), by("hand and settings"), by("maintenance and hand")], [true, true, true]);
    assert.deepEqual([by(null), by("update"), by("settings")], [false, false, false]);
  });
});
