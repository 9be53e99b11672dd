import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { replaceLine } from "../../../providers/authorized-key/implementation";
import { writeFile } from "../../../providers/ssh/put-file";
import { withDigest } from "../../../providers/ssh/sha256";

const runScript = (script: string, args: readonly string[], input: Buffer) =>
  spawnSync("sh", ["-c", script, "sh", ...args], { input, encoding: "utf8" });

/** What sshd hands to a command whose connection breaks: a part of stdin, then its end. */
const cut = (content: string): Buffer => withDigest(Buffer.from(content)).subarray(0, -4);

describe("a connection that breaks while content is on its way to a host", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "cut-content-"));
    file = path.join(folder, "file");
    writeFileSync(file, "before\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const unchanged = () => {
    assert.equal(readFileSync(file, "utf8"), "before\n");
    assert.deepEqual(readdirSync(folder), ["file"]);
  };

  it("leaves the file as it was, with no temporary file beside it", () => {
    const { status, stderr } = runScript(writeFile, [file, "600", "root:root"], cut("a whole new content\n"));
    assert.equal(status, 1);
    assert.match(stderr, /did not arrive whole; .* is unchanged/);
    unchanged();
    assert.notEqual(runScript(writeFile, [file, "600", "root:root"], Buffer.alloc(0)).status, 0);
    unchanged();
  });

  it("leaves no cut line in authorized_keys", () => {
    const { status, stderr } = runScript(replaceLine, [file, "marker"], cut("ssh-ed25519 AAAA marker"));
    assert.equal(status, 1);
    assert.match(stderr, /did not arrive whole; .* is unchanged/);
    unchanged();
  });

  it("does not matter to content that arrives whole", function () {
    if (process.getuid?.() !== 0) this.skip(); // The script gives the file to root.
    const whole = "one\0two\n\n";
    assert.equal(runScript(writeFile, [file, "600", "root:root"], withDigest(Buffer.from(whole))).status, 0);
    assert.equal(readFileSync(file, "utf8"), whole);
    writeFileSync(file, "ssh-ed25519 OLD marker\nother\n");
    const line = Buffer.from("ssh-ed25519 NEW marker");
    assert.equal(runScript(replaceLine, [file, "marker"], withDigest(line)).status, 0);
    assert.equal(readFileSync(file, "utf8"), "ssh-ed25519 NEW marker\nother\n");
    assert.equal(runScript(replaceLine, [file, "marker"], withDigest(Buffer.alloc(0))).status, 0);
    assert.equal(readFileSync(file, "utf8"), "other\n");
  });
});
