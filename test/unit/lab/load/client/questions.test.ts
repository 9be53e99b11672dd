import assert from "node:assert/strict";
import { questionsOf } from "../../../../../lab/load/client/questions";

describe("the questions of a stream", () => {
  it("are the lab's own where nothing is said", () => {
    const { cached, distinct } = questionsOf(undefined, "r1");
    assert.ok(cached.length > 0);
    assert.match(distinct(7).name, /^r1-7\./);
  });

  it("are those that it is told, each run with names of its own", () => {
    const asks = {
      cached: [{ name: "pi.hole", address: "any address" }],
      below: { name: "invalid", address: "any answer" },
    };
    const { cached, distinct } = questionsOf(asks, "r2");
    assert.deepEqual(cached, asks.cached);
    assert.deepEqual(distinct(3), { name: "r2-3.invalid", address: "any answer" });
  });
});
