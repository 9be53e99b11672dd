import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readKeyFile } from "../../../../runtime/agent/key-file";

describe("a key's file", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "key-file-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const written = (text: string): string => {
    const file = path.join(folder, "key");
    writeFileSync(file, text);
    return file;
  };

  it("holds 256 bits in hex", () => {
    assert.deepEqual(readKeyFile(written(`${"0f".repeat(32)}\n`)), Buffer.alloc(32, 0x0f));
  });

  it("is refused if it holds anything else, and what it holds is not repeated", () => {
    for (const text of ["", "a-password", "0f".repeat(31), `${"0f".repeat(32)}00`])
      assert.throws(
        () => readKeyFile(written(text)),
        (error: Error) =>
          error.message.includes("expected 64 hex digits") && !(text && error.message.includes(text)),
      );
  });
});
