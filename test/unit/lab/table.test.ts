import assert from "node:assert/strict";
import { table } from "../../../lab/table";

describe("a table", () => {
  it("sets words to the left, figures to the right, and is as wide as it must be", () => {
    assert.equal(
      table(
        ["fault", "ms"],
        [
          ["planned", "0"],
          ["x", "1234"],
        ],
      ),
      ["  fault      ms", "  planned     0", "  x        1234"].join("\n"),
    );
  });

  it("does without a cell that is not there", () => {
    assert.equal(table(["a", "b"], [["x"]]), "  a  b\n  x");
  });
});
