import assert from "node:assert/strict";
import { planNode } from "../../../../components/config/plan";
import { secondDelay } from "../../../../components/render/second-answer-file";
import { sampleSpec } from "../sample-plan";

describe("the time that a node waits for an answer", () => {
  it("is the whole one for the first two by priority, of whom one leads, and longer for each after them", () => {
    const spec = sampleSpec({ nodes: ["pi1", "pi2", "pi3"], secondAnswer: 100 });
    const waits = ["pi1", "pi2", "pi3"].map((stack) => secondDelay(planNode({ ...spec, stack })));
    assert.deepEqual(waits, [100, 100, 150]);
  });
});
