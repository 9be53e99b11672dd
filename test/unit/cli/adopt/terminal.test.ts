import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { zip } from "./archives";

const root = path.join(__dirname, "../../../..");

describe("a name in an archive", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "terminal-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is no command to the terminal of the person who adopts it", () => {
    const archive = zip([{ name: "a\u001b]52;c;cm0gLXJm\u0007", content: Buffer.from("b".repeat(100)) }]);
    const at = archive.indexOf("PK\x01\x02");
    archive.writeUInt16LE(0x800, at + 8); // the name is UTF-8
    archive.writeUInt32LE(1, at + 16); // a checksum that is not this file's
    const file = path.join(folder, "export.zip");
    writeFileSync(file, archive);
    const { stderr, status } = spawnSync(process.execPath, ["ha-dns", "adopt", file], {
      cwd: root,
      env: { PATH: process.env.PATH, PULUMI_CONFIG_PASSPHRASE: "none" },
      encoding: "utf8",
    });
    assert.equal(status, 1);
    assert.match(stderr, /a\\u001b\]52;c;cm0gLXJm\\u0007 is damaged/);
    assert.ok(!stderr.includes("\u001b"));
  });
});
