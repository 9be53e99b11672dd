import assert from "node:assert/strict";
import { Slots } from "../../../../providers/ssh/slots";

describe("Slots", () => {
  it("never runs more than its size at once, runs all in order, and goes on after a failure", async () => {
    const slots = new Slots(3);
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    const work = (i: number) =>
      slots.run(async () => {
        begun.push(i);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (i % 4 === 0) throw new Error(`work ${i}`);
        return i;
      });
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => work(i)));
    assert.equal(most, 3);
    assert.deepEqual(
      begun,
      Array.from({ length: 20 }, (_, i) => i),
    );
    assert.equal(results.filter(({ status }) => status === "rejected").length, 5);
  });
});
