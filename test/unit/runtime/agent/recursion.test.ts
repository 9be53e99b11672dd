import assert from "node:assert/strict";
import { recursionStatus } from "../../../../runtime/agent/recursion";

describe("recursion status", () => {
  it("blames the provider where Unbound answers SERVFAIL, or answers for itself but not for the world", () => {
    assert.equal(recursionStatus("ok", { kind: "servfail" }), "upstream-failing");
    assert.equal(recursionStatus("ok", { kind: "timeout" }, { kind: "ok" }), "upstream-failing");
  });

  it("blames Unbound where it answers nothing at all", () => {
    assert.equal(recursionStatus("ok", { kind: "timeout" }, { kind: "timeout" }), "unbound-unreachable");
    assert.equal(recursionStatus("ok", { kind: "refused" }, { kind: "refused" }), "unbound-unreachable");
  });

  it("keeps what it knew for want of data", () => {
    assert.equal(recursionStatus("ok", { kind: "no-data" }), "ok");
    assert.equal(recursionStatus("unknown", { kind: "timeout" }, { kind: "no-data" }), "unknown");
  });
});
