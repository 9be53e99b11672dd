import assert from "node:assert/strict";
import { collectorEnv } from "../../../../lab/deploy/data";

describe("the lab's journal", () => {
  it("is told where its collector is, and how much to write", () => {
    assert.equal(
      collectorEnv("10.0.0.9", {}),
      "COLLECTOR=10.0.0.9:5140\nWRITES_PER_SECOND=200\nPAYLOAD_BYTES=64\n",
    );
    assert.match(
      collectorEnv("10.0.0.9", { LAB_WRITES: "160", LAB_PAYLOAD: "1024" }),
      /=160\nPAYLOAD_BYTES=1024/,
    );
  });
});
