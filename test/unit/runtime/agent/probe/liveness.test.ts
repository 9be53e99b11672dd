import assert from "node:assert/strict";
import { Liveness } from "../../../../../runtime/agent/probe/liveness";

describe("whether a silent Pi-hole lives", () => {
  let now: number;
  let asked: { answer: () => void; fail: () => void }[];
  let liveness: Liveness;
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    [now, asked] = [0, []];
    liveness = new Liveness(
      () =>
        new Promise<void>((resolve, reject) =>
          asked.push({ answer: resolve, fail: () => reject(new Error("silent")) }),
        ),
      () => now,
    );
  });

  it("is told by an answer of its web server, for a moment", async () => {
    assert.equal(liveness.lives(), false);
    liveness.suspect();
    assert.equal(liveness.lives(), false);
    asked[0]!.answer();
    await settled();
    assert.equal(liveness.lives(), true);
    now += 301;
    assert.equal(liveness.lives(), false);
  });

  it("is asked once at a time, and no answer means that it does not", async () => {
    liveness.suspect();
    liveness.suspect();
    assert.equal(asked.length, 1);
    asked[0]!.answer();
    await settled();
    liveness.suspect();
    asked[1]!.fail();
    await settled();
    assert.equal(liveness.lives(), false);
  });
});
