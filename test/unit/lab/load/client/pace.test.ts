import assert from "node:assert/strict";
import fc from "fast-check";
import { Pace } from "../../../../../lab/load/client/pace";

describe("pace", () => {
  it("sends as many as time has passed for, however unevenly it is asked", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 90, noNaN: true }), { minLength: 1, maxLength: 100 }),
        (steps) => {
          const pace = new Pace(1000, 0);
          let now = 0;
          let sent = pace.due(0);
          for (const step of steps) sent += pace.due((now += step));
          assert.ok(Math.abs(sent - (Math.floor(now) + 1)) <= 1, `${sent} by ${now} ms`);
        },
      ),
    );
  });

  it("counts how late sends were", () => {
    const pace = new Pace(100, 0);
    pace.due(0);
    pace.due(17); // the slot at 10 ms, 7 ms late
    const { maxMs, over5Ms, stalls, histogram } = pace.lateness();
    assert.deepEqual([maxMs, over5Ms, stalls], [7, 1, 0]);
    assert.deepEqual(histogram.slice(0, 4), [
      [1, 1],
      [2, 0],
      [5, 0],
      [10, 1],
    ]);
  });

  it("gives up the slots of a long stall, and says so, instead of a burst", () => {
    const pace = new Pace(1000, 0);
    pace.due(0);
    assert.equal(pace.due(500), 1);
    assert.equal(pace.lateness().stalls, 1);
    assert.equal(pace.due(501), 1);
  });
});
