import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { conditionsDocument } from "../../../../../runtime/agent/conditions/conditions-document";

describe("docs/conditions.md", () => {
  it("is as npm run docs writes it", () => {
    const file = path.join(__dirname, "../../../../../docs/conditions.md");
    assert.equal(
      readFileSync(file, "utf8"),
      conditionsDocument(),
      "stale: run npm run docs and commit the result",
    );
  });
});
