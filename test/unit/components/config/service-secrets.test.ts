import assert from "node:assert/strict";
import {
  checkServiceSecrets,
  clearPaths,
  readServiceSecrets,
} from "../../../../components/config/service-secrets";
import type { NodePlan } from "../../../../components/config/plan";
import { samplePlan } from "../sample-plan";

const base = samplePlan();
const service = { name: "notes", folder: "notes", datasets: [], images: {} };
const plan: NodePlan = { ...base, cluster: { ...base.cluster, services: [service] } };
const check = (value: unknown, inClear: readonly string[] = [], of = plan) =>
  checkServiceSecrets(of, { value, inClear });

describe("the secrets of standby services", () => {
  it("may be text, numbers and booleans, with blanks, quotes and signs", () => {
    assert.deepEqual(check({ notes: { PASSWORD: 'a "b" $c #d=ü', _n1: 5, ON: true } }), []);
    assert.deepEqual(checkServiceSecrets(plan, undefined), []);
  });

  it("are of services that are declared, by names that variables have", () => {
    assert.deepEqual(
      check({ other: { A: "x" }, notes: { "a-b": "x", "1": "x" } })
        .map(({ key }) => key)
        .sort(),
      ["serviceSecrets.notes.1", "serviceSecrets.notes.a-b", "serviceSecrets.other"],
    );
  });

  it("hold nothing that compose's versions read differently", () => {
    for (const value of ["it's", "a\\b", "a\nb", "${A}", "", { deep: "x" }, null])
      assert.equal(check({ notes: { A: value } }).length, 1, String(value));
  });

  it("are set in the founder's stack alone, and not in clear", () => {
    const elsewhere: NodePlan = { ...plan, founder: "pi2" };
    assert.match(check({ notes: { A: "x" } }, [], elsewhere)[0]!.expected, /founder's stack alone/);
    assert.deepEqual(
      check({ notes: { A: "x", B: "y" } }, ["notes.B"]).map(({ key, found }) => [key, found]),
      [["serviceSecrets.notes.B", "a value in clear"]],
    );
  });

  it("are never shown in a problem", () => {
    const problems = [
      ...check({ notes: { A: "hidden'one" }, other: { B: "hidden" } }, ["notes.A"]),
      ...check("hidden"),
      ...check({ notes: "hidden" }),
    ];
    assert.equal(problems.length, 5);
    assert.doesNotMatch(JSON.stringify(problems), /hidden/);
  });

  it("are told from what stands in clear in the stack's file", () => {
    const file = { notes: { A: { secure: "v1:abc" }, B: "clear", C: { secure: 1 } }, other: "clear" };
    assert.deepEqual(clearPaths(file), ["notes.B", "notes.C.secure", "other"]);
    assert.deepEqual(clearPaths({ secure: "v1:all" }), []);
  });

  it("become text", () => {
    assert.deepEqual(readServiceSecrets({ notes: { A: 5, B: true } }), { notes: { A: "5", B: "true" } });
    assert.deepEqual(readServiceSecrets(undefined), {});
  });
});
