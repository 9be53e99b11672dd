import assert from "node:assert/strict";
import { dataRoleFrom, readDataRole } from "../../../../runtime/data/data-role";

describe("the data's role", () => {
  it("is holder only where a fresh file says so", () => {
    assert.equal(dataRoleFrom("holder\n", 4), "holder");
    for (const [text, age] of [
      ["holder", 6],
      ["holder", -6],
      ["holders", 0],
      ["replica", 0],
      ["", 0],
    ] as const)
      assert.equal(dataRoleFrom(text, age), "replica");
    assert.equal(readDataRole("/nowhere/at/all"), "replica");
  });
});
