import assert from "node:assert/strict";
import fc from "fast-check";
import { planSequence } from "../../../../../lab/scenarios/random/plan-sequence";
import { Dice } from "../../../../../lab/dice";

const seeds = fc.integer({ min: 0, max: 4_294_967_295 });

describe("a random sequence of the data", () => {
  it("is what its seed decides, and ends within its time", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 4 }), (seed, nodes) => {
        const steps = planSequence(new Dice(seed), nodes);
        assert.deepEqual(planSequence(new Dice(seed), nodes), steps);
        assert.ok(steps.length > 0 && steps.length <= 7);
        assert.ok(steps.reduce((sum, { pauseMs }) => sum + pauseMs, 0) <= 54_000);
      }),
    );
  });

  it("has at most one node off, takes back what lasts, and sends only where somebody hears", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        let off: number | undefined;
        let apart = false;
        for (const { action } of planSequence(new Dice(seed), 2)) {
          if (action.kind === "off-in-send") assert.equal(apart, false);
          if (action.kind === "off" || action.kind === "off-in-send") {
            assert.equal(off, undefined);
            off = action.node;
          }
          if (action.kind === "on") {
            assert.equal(off, action.node);
            off = undefined;
          }
          if (action.kind === "flap") assert.notEqual(off, action.node);
          if (action.kind === "apart" || action.kind === "together") {
            assert.equal(apart, action.kind === "together");
            apart = action.kind === "apart";
          }
        }
      }),
    );
  });

  it("does in fifty all that it can, and waits in many for the data to be taken over", () => {
    const dice = new Dice(1);
    const all = Array.from({ length: 50 }, () => planSequence(dice, 2));
    const kinds = new Set(all.flat().map(({ action }) => action.kind));
    assert.deepEqual([...kinds].sort(), ["apart", "flap", "off", "off-in-send", "on", "together"]);
    assert.ok(all.filter((steps) => steps.some(({ pauseMs }) => pauseMs > 35_000)).length >= 15);
  });
});
