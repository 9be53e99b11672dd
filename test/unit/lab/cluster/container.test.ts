import assert from "node:assert/strict";
import { decide } from "../../../../lab/cluster/container";

describe("lab/cluster/container", () => {
  it("makes what is not there", () => {
    assert.equal(decide(undefined, "abc"), "made");
  });
  it("leaves a running container of the same making alone", () => {
    assert.equal(decide({ made: "abc", state: "running" }, "abc"), "reused");
  });
  it("starts one that was stopped or killed, with its data", () => {
    assert.equal(decide({ made: "abc", state: "exited" }, "abc"), "started");
  });
  it("makes one again that a killed run left before its first start", () => {
    assert.equal(decide({ made: "abc", state: "created" }, "abc"), "made");
  });
  it("replaces one of another making, and one that the engine could not remove", () => {
    assert.equal(decide({ made: "old", state: "running" }, "abc"), "remade");
    assert.equal(decide({ made: undefined, state: "exited" }, "abc"), "remade");
    assert.equal(decide({ made: "abc", state: "dead" }, "abc"), "remade");
  });
});
