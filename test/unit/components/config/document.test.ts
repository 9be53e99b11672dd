import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { configDocument } from "../../../../components/config/document";
import { keys } from "../../../../components/config/keys";

describe("docs/config.md", () => {
  const file = path.join(__dirname, "../../../../docs/config.md");

  it("is what npm run docs writes", () => {
    assert.equal(
      readFileSync(file, "utf8"),
      configDocument(),
      "stale: run npm run docs and commit the result",
    );
  });

  it("has every key once, with a sentence", () => {
    for (const [name, key] of Object.entries(keys)) {
      assert.match(key.description, /^[A-Z`].*\.$/, name);
      assert.equal(configDocument().split(`\n| \`${name}\` | `).length, 2, name);
    }
  });
});
