import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { folderDigest } from "../../../../components/images/contexts";

describe("the digest of a build context", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "context-"));
    mkdirSync(path.join(folder, "bin"));
    writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\n");
    writeFileSync(path.join(folder, "bin", "start"), "#!/bin/sh\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the same on a machine that knows no modes of files", () => {
    const before = folderDigest(folder);
    chmodSync(path.join(folder, "bin", "start"), 0o755);
    assert.equal(folderDigest(folder), before);
    assert.match(before, /^[0-9a-f]{12}$/);
  });

  it("changes with a file's name and with its content", () => {
    const digests = [folderDigest(folder)];
    renameSync(path.join(folder, "bin", "start"), path.join(folder, "bin", "begin"));
    digests.push(folderDigest(folder));
    writeFileSync(path.join(folder, "bin", "begin"), "#!/bin/bash\n");
    digests.push(folderDigest(folder));
    assert.equal(new Set(digests).size, 3);
  });
});
