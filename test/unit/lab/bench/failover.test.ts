import assert from "node:assert/strict";
import { compare, type FailoverRun, plan } from "../../../../lab/bench/failover";

const run = (variant: FailoverRun["variant"], outageMs: number, fault = "power-off"): FailoverRun => ({
  fault,
  variant,
  outageMs,
  open: false,
  lost: outageMs / 2,
  sent: 5_000,
  slowestMs: 20,
  wrong: 0,
  complaints: [],
});

describe("the comparison of two settings", () => {
  it("takes turns, and begins with either equally often", () => {
    assert.deepEqual(plan(3), ["defaults", "common", "common", "defaults", "defaults", "common"]);
  });

  it("is by the medians, so that one stray run does not decide", () => {
    const runs = [100, 200, 9_000].map((ms) => run("defaults", ms));
    const [found] = compare([...runs, ...[3_000, 4_000, 5_000].map((ms) => run("common", ms))]);
    assert.equal(found!.ratio, 20);
    assert.equal(found!.defaults.outageMs.most, 9_000);
    assert.equal(found!.common.lostPerRun, 2_000);
  });

  it("has no ratio where the defaults had no outage", () => {
    assert.equal(compare([run("common", 600), run("defaults", 0)])[0]!.ratio, null);
  });

  it("leaves out a fault that only one of them was measured for", () => {
    assert.deepEqual(compare([run("common", 600), run("defaults", 0, "planned")]), []);
  });

  it("says where an outage did not end while it was watched", () => {
    const [found] = compare([{ ...run("common", 30_000), open: true }, run("defaults", 100)]);
    assert.equal(found!.common.open, true);
    assert.equal(found!.defaults.open, false);
  });
});
