import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { configDocument } from "../../../../components/config/config-document";
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

describe("docs/README.md", () => {
  it("names every page", () => {
    const folder = path.join(__dirname, "../../../../docs");
    const index = readFileSync(path.join(folder, "README.md"), "utf8");
    const pages = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");
    assert.deepEqual(
      pages.filter((name) => !index.includes(`(${name})`)),
      [],
    );
  });
});
