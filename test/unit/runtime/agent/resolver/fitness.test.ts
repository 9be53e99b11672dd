import assert from "node:assert/strict";
import { clockStatus, unfitReason } from "../../../../../runtime/agent/resolver/fitness";
import type { Recursion } from "../../../../../runtime/agent/recursion";

const at = Date.UTC(2026, 10, 30, 8);
const behind: Recursion = { status: "clock-wrong", reason: "the clock is behind" };
const well: Recursion = { status: "ok", reason: "" };
const own = (recursion: Recursion, recursionMs = 60_000, leads = true) => ({ recursion, recursionMs, leads });
const peer = (ready: boolean, recursion: string, ahead = 0) => ({
  name: "pi2",
  status: { ready, recursion, clock: { now: new Date(at + ahead).toISOString() } },
});

describe("fitness of a resolver", () => {
  it("yields with a wrong clock to a peer that resolves and could take over", () => {
    assert.equal(unfitReason(own(behind), [peer(true, "ok")]), "the clock is behind; pi2 resolves");
    assert.notEqual(unfitReason(own({ status: "validation-failing", reason: "r" }), [peer(true, "ok")]), "");
  });

  it("leads on until a peer whose clock went wrong at the same time has found out, and never begins so", () => {
    assert.equal(unfitReason(own(behind, 5_000), [peer(true, "ok")]), "");
    assert.notEqual(unfitReason(own(behind, 0, false), [peer(true, "ok")]), "");
  });

  it("yields to nobody who is no better, or could not take over", () => {
    assert.equal(unfitReason(own(behind), [peer(true, "clock-wrong")]), "");
    assert.equal(unfitReason(own(behind), [peer(false, "ok")]), "");
    assert.equal(unfitReason(own(behind), [{ name: "pi2", status: undefined }]), "");
  });

  it("keeps the VIP while Unbound is dead or the provider is away: the peers' Unbounds are asked as well", () => {
    assert.equal(unfitReason(own(well), [peer(true, "ok")]), "");
    assert.equal(unfitReason(own({ status: "unbound-unreachable", reason: "r" }), [peer(true, "ok")]), "");
    assert.equal(unfitReason(own({ status: "upstream-failing", reason: "r" }), [peer(true, "ok")]), "");
  });

  it("says whose clock differs, and by how much", () => {
    const day = 86_400_000;
    const status = clockStatus(behind, [peer(true, "ok", 400 * day)], at);
    assert.deepEqual(status, {
      now: "2026-11-30T08:00:00.000Z",
      right: false,
      trouble: "the clock is behind; pi2's clock is 400 days ahead of this one",
      differences: "pi2's clock is 400 days ahead of this one",
    });
    assert.equal(
      clockStatus(well, [peer(true, "ok", -90_000)], at).differences.includes("90 s behind"),
      true,
    );
    assert.equal(clockStatus(well, [peer(true, "ok", -59_000)], at).differences, "");
  });
});
