import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { replaceDurably } from "../../../../runtime/data/durable-file";

describe("a durable file", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "ha-dns-durable-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is replaced as a whole, and leaves nothing beside it", () => {
    const file = path.join(folder, "state.json");
    replaceDurably(file, "a longer text\n");
    replaceDurably(file, "second\n");
    assert.equal(readFileSync(file, "utf8"), "second\n");
    assert.deepEqual(readdirSync(folder), ["state.json"]);
  });

  it("throws where its folder is not there", () => {
    assert.throws(() => replaceDurably(path.join(folder, "none/state.json"), ""), /ENOENT/);
  });
});
