import assert from "node:assert/strict";
import { dataStateNames, type DataState } from "../../../../../runtime/contract/data-state";
import { whyNot } from "../../../../../runtime/data/serve/serve-gate";

const state = (name: DataState["state"], writable = false) =>
  ({ node: "b", state: name, writable }) as DataState;

describe("whether something may be received", () => {
  it("is so in the states of a copy, and in no other", () => {
    const open = dataStateNames.filter((name) => whyNot(state(name)) === "");
    assert.deepEqual(open, ["replica", "claiming", "ousted", "waiting"]);
  });

  it("is not so where the keeper is silent, or the datasets can be written to", () => {
    assert.match(whyNot(undefined), /does not answer/);
    assert.match(whyNot(state("replica", true)), /can be written to/);
  });
});
