import assert from "node:assert/strict";
import { timing } from "../../../../../runtime/data/keeper/timing";

describe("the keeper's times", () => {
  const { lagMs, leaseMs, stopMs, holdMs, seenMs, settleMs, watchdogMs, restartMs, startMs } = timing;

  it("stop a holder before one that does not hear of it begins", () => {
    assert.ok(lagMs + leaseMs + stopMs <= holdMs);
  });

  it("let two that begin at once hear of each other first", () => {
    assert.ok(seenMs + lagMs < settleMs);
  });

  it("bring a keeper that hung back before its lease ends", () => {
    assert.ok(watchdogMs + restartMs + startMs <= leaseMs);
  });
});
