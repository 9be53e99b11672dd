import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readReported } from "../../../../runtime/common/reported-text";

describe("what the host reads of a container's files", () => {
  let folder: string;
  let place: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "told-"));
    place = path.join(folder, "peers.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is the first file that exists", () => {
    const before = path.join(folder, "before.json");
    writeFileSync(before, "of the version before");
    assert.equal(readReported([place, before])?.text, "of the version before");
    writeFileSync(place, "of this version");
    assert.equal(readReported([place, before])?.text, "of this version");
    assert.equal(readReported([path.join(folder, "none")]), undefined);
  });

  it("is never what a link points to", () => {
    writeFileSync(path.join(folder, "secret"), "secret");
    symlinkSync(path.join(folder, "secret"), place);
    assert.equal(readReported([place]), undefined);
  });

  it("is nothing if a pipe, a folder or a file without end lies there, without waiting", () => {
    execFileSync("mkfifo", [place]);
    assert.equal(readReported([place]), undefined);
    assert.equal(readReported([folder]), undefined);
    const long = path.join(folder, "long");
    writeFileSync(long, "");
    truncateSync(long, 8 * 1024 ** 3);
    assert.equal(readReported([long]), undefined);
  });
});
