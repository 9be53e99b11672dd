import assert from "node:assert/strict";
import { cureFor, pauseAfter, type Situation } from "../../../../../runtime/agent/blocking/cure";

const fails = { state: "fails", reason: "gravity.db is damaged" } as const;
const situation: Situation = {
  verdict: fails,
  fileIsBad: true,
  tried: 0,
  mayRestart: true,
  namesResolve: false,
};
const cures = (change: Partial<Situation>, count = 4) =>
  Array.from({ length: count }, (_, tried) => cureFor({ ...situation, ...change, tried }));

describe("the cure of a Pi-hole that blocks nothing", () => {
  it("is its own recovery first, and a new database where that does not help", () => {
    assert.deepEqual(cures({}), ["gravity", "gravity", "anew", "anew"]);
  });

  it("is a restart where the database is good, and Pi-hole does not use it", () => {
    assert.deepEqual(cures({ fileIsBad: false }), ["gravity", "gravity", "restart", "gravity"]);
  });

  it("stops no DNS that is the only one, unless a start would not wait for names", () => {
    assert.deepEqual(cures({ mayRestart: false }), ["gravity", "gravity", "gravity", "gravity"]);
    assert.deepEqual(cures({ mayRestart: false, namesResolve: true })[2], "anew");
    assert.deepEqual(cures({ mayRestart: false, fileIsBad: false })[2], "gravity");
  });

  it("is none where nothing is wrong or known, or lists have no content: a run could lose what is entered meanwhile", () => {
    for (const state of ["blocks", "off", "unknown", "empty"] as const)
      assert.equal(cureFor({ ...situation, verdict: { state, reason: "" } }), undefined);
  });

  it("comes at once after another, and ever later after each round", () => {
    const pauses = [1, 2, 3, 4, 5, 8, 12, 16, 100].map(pauseAfter);
    assert.deepEqual(pauses, [6_000, 6_000, 6_000, 60_000, 6_000, 120_000, 240_000, 480_000, 900_000]);
  });
});
