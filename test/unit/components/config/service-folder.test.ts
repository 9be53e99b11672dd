import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { largestFile, readServiceFolder } from "../../../../components/config/service-folder";

describe("a standby service's folder", () => {
  let root = "";
  const at = (...parts: string[]) => path.join(root, ...parts);
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "ha-dns-folder-"));
    mkdirSync(at("app/deep"), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("is read with all that lies in it, in the order of the paths", () => {
    writeFileSync(at("app/deep/logo.png"), Buffer.from([0, 255, 128]));
    writeFileSync(at("app/run.sh"), "#!/bin/sh\n");
    chmodSync(at("app/run.sh"), 0o755);
    const { files, trouble } = readServiceFolder(root, "app");
    assert.deepEqual(trouble, []);
    assert.deepEqual(
      files.map((it) => [it.path, it.content.toString("hex"), it.executable]),
      [
        ["deep/logo.png", "00ff80", false],
        ["run.sh", Buffer.from("#!/bin/sh\n").toString("hex"), true],
      ],
    );
  });

  it("may not hold symbolic links or what is too large", () => {
    symlinkSync("/etc/passwd", at("app/link"));
    symlinkSync("/etc", at("app/folder"));
    writeFileSync(at("app/fits"), Buffer.alloc(largestFile));
    writeFileSync(at("app/large"), Buffer.alloc(largestFile + 1));
    const { files, trouble } = readServiceFolder(root, "app");
    assert.deepEqual(
      files.map((it) => it.path),
      ["fits"],
    );
    assert.deepEqual(trouble, [
      { path: "folder", found: "a symbolic link" },
      { path: "large", found: "1048577 bytes" },
      { path: "link", found: "a symbolic link" },
    ]);
  });

  it("has to lie in the checkout, also where a link would lead out of it", () => {
    symlinkSync("/etc", at("out"));
    for (const folder of ["..", "../elsewhere", "/etc", "app/../..", "", ".", "out"])
      assert.equal(readServiceFolder(root, folder).trouble[0]?.path, "", folder);
  });
});
