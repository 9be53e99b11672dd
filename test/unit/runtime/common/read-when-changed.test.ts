import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readWhenChanged } from "../../../../runtime/common/read-when-changed";
import { replaceFile } from "../../../../runtime/common/text-file";

describe("a file that is read when it has changed", () => {
  it("is read once for each change, and is empty while it does not exist", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "read-when-changed-"));
    try {
      const file = path.join(folder, "file");
      const texts: string[] = [];
      const read = readWhenChanged(file, (text) => texts.push(text));
      read();
      read();
      replaceFile(file, "one");
      read();
      assert.equal(read(), 2);
      rmSync(file);
      read();
      assert.deepEqual(texts, ["", "one", ""]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
