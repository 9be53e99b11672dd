import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { hash, hashFolder } from "../../../../lab/cluster/images";

describe("lab/cluster/images", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lab-images-"));
    mkdirSync(path.join(folder, "files"));
    writeFileSync(path.join(folder, "Dockerfile"), "FROM scratch\n");
    writeFileSync(path.join(folder, "files", "start"), "#!/bin/sh\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("gives the same folder the same tag", async () => {
    assert.match(await hashFolder(folder), /^[0-9a-f]{12}$/);
    assert.equal(await hashFolder(folder), await hashFolder(folder));
  });

  const changes: Record<string, () => void> = {
    "a file's content": () => writeFileSync(path.join(folder, "files", "start"), "#!/bin/bash\n"),
    "a file's name": () =>
      renameSync(path.join(folder, "files", "start"), path.join(folder, "files", "begin")),
    "a file's executable bit": () => chmodSync(path.join(folder, "files", "start"), 0o755),
    "a new file": () => writeFileSync(path.join(folder, "new"), ""),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`gives another tag for ${what}`, async () => {
      const before = await hashFolder(folder);
      change();
      assert.notEqual(await hashFolder(folder), before);
    });
  }

  it("keeps parts apart, and nothing apart from empty", () => {
    assert.notEqual(hash(["ab", "c"]), hash(["a", "bc"]));
    assert.notEqual(hash([undefined]), hash([""]));
  });
});
