import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Package } from "../../../../cli/upgrade/package";

describe("a package's versions", () => {
  let at = "";
  beforeEach(() => (at = mkdtempSync(path.join(tmpdir(), "package-"))));
  const project = (content: object): Package => {
    writeFileSync(path.join(at, "package.json"), JSON.stringify(content));
    return new Package(at);
  };

  it("are what package.json asks for, and files that npm pack has written", () => {
    const program = project({ dependencies: { "ha-dns": "1.2.3" } });
    assert.deepEqual(program.current(), { kind: "package", id: "1.2.3", branch: "" });
    assert.equal(program.find("1.2.3").id, "1.2.3");
    const file = path.join(at, "ha-dns-1.3.0.tgz");
    assert.throws(() => program.find(file), /there is no file/);
    writeFileSync(file, "");
    assert.equal(program.find(file).id, `file:${file}`);
  });

  it("are not known in a project without the package", () => {
    assert.throws(() => project({ dependencies: {} }).current(), /found no ha-dns in dependencies/);
  });

  it("are no words for npm's command line", () => {
    const program = project({ dependencies: { "ha-dns": "1.2.3" } });
    assert.throws(() => program.find("1.2.3 --registry=x"), /npm finds no version/);
  });
});
