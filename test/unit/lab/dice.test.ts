import assert from "node:assert/strict";
import fc from "fast-check";
import { Dice } from "../../../lab/dice";

describe("dice", () => {
  it("fall as their seed decides, within bounds", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(20), fc.nat(20), (seed, low, more) => {
        const [a, b] = [new Dice(seed), new Dice(seed)];
        for (let i = 0; i < 20; i++) {
          const value = a.whole(low, low + more);
          assert.equal(value, b.whole(low, low + more));
          assert.ok(Number.isInteger(value) && value >= low && value <= low + more);
        }
      }),
    );
  });

  it("show each side about as often as any other", () => {
    const dice = new Dice(1);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4_000; i++) counts[dice.pick([0, 1, 2, 3])]!++;
    assert.ok(
      counts.every((count) => count > 900 && count < 1_100),
      counts.join(),
    );
  });

  it("cannot choose among nothing", () => {
    assert.throws(() => new Dice(1).pick([]));
  });
});
