import assert from "node:assert/strict";
import { judgeRecursion, type Recursion } from "../../../../runtime/agent/recursion";
import type { OutcomeKind } from "../../../../runtime/agent/probe/outcome";

const before: Recursion = { status: "ok", reason: "" };
const outcomes = (...kinds: OutcomeKind[]) => kinds.map((kind) => ({ kind, detail: "d" }));
const judge = (kinds: OutcomeKind[], local?: OutcomeKind, was = before) =>
  judgeRecursion(was, { answers: outcomes(...kinds), ...(local ? { local: { kind: local } } : {}) }, 0)
    .status;

describe("recursion status", () => {
  it("is ok where one of the names was answered", () => {
    assert.equal(judge(["servfail", "timeout", "ok"]), "ok");
  });

  it("blames the provider where Unbound answers SERVFAIL, or answers for itself but not for the world", () => {
    assert.equal(judge(["servfail"]), "upstream-failing");
    assert.equal(judge(["timeout"], "ok"), "upstream-failing");
  });

  it("blames Unbound where it answers nothing at all", () => {
    assert.equal(judge(["timeout", "timeout"], "timeout"), "unbound-unreachable");
    assert.equal(judge(["refused"], "refused"), "unbound-unreachable");
  });

  it("keeps what it knew for want of data", () => {
    assert.equal(judge(["no-data"]), "ok");
    assert.equal(judge(["timeout"], "no-data", { status: "unknown", reason: "" }), "unknown");
  });
});
