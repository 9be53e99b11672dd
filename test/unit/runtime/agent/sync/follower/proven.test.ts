import assert from "node:assert/strict";
import { Proven } from "../../../../../../runtime/agent/sync/follower/proven";

describe("what a node once was equal to", () => {
  let kept: { equalAt: number } | undefined;
  let writes: number;
  let now: number;
  let fails: boolean;
  const made = () =>
    new Proven(
      {
        load: () => kept,
        save(value) {
          if (fails) throw new Error("the disk is full");
          writes += 1;
          kept = value;
        },
      },
      () => undefined,
      () => now,
      () => 1_000 + now,
    );

  beforeEach(() => {
    [kept, writes, now, fails] = [undefined, 0, 0, false];
  });

  it("is remembered over restarts", () => {
    const proven = made();
    proven.look(false, false);
    assert.equal(proven.is(), false);
    proven.look(false, true);
    assert.deepEqual([proven.is(), made().is(), kept], [true, true, { equalAt: 1_000 }]);
  });

  it("is so of a node that has led for a minute without a break", () => {
    const proven = made();
    for (const [at, leads] of [
      [0, true],
      [59_000, true],
      [59_500, false],
      [60_000, true],
      [119_000, true],
    ] as const) {
      now = at;
      proven.look(leads, false);
      assert.equal(proven.is(), false);
    }
    now = 120_000;
    proven.look(true, false);
    assert.equal(proven.is(), true);
  });

  it("is written seldom, and holds though the disk does not take it", () => {
    fails = true;
    const proven = made();
    proven.look(false, true);
    assert.equal(proven.is(), true);
    fails = false;
    for (now = 0; now <= 3_700_000; now += 100_000) proven.look(false, true);
    assert.equal(writes, 1);
  });
});
