import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { modeOf, uploadArchive } from "../../../../../plugins/docker/container/upload";

describe("an upload", () => {
  it("is an archive that tar reads, with path, mode and content", async () => {
    const archive = await uploadArchive(
      { file: "/etc/a/b.txt", content: "hello", permissions: "0600" },
      new Date(0),
    );
    const listed = execFileSync("tar", ["--full-time", "-tvf", "-"], {
      input: archive,
      env: { TZ: "UTC", PATH: process.env.PATH },
    });
    assert.match(String(listed), /^-rw------- 0\/0\s+5 1970-01-01 00:00:00 etc\/a\/b\.txt\n$/);
    assert.equal(String(execFileSync("tar", ["-xOf", "-"], { input: archive })), "hello");
  });

  it("splits a long path, and refuses one that does not fit", async () => {
    const long = `/${"folder/".repeat(20)}file`;
    const archive = await uploadArchive({ file: long, contentBase64: "aGk=" }, new Date(0));
    assert.equal(String(execFileSync("tar", ["-tf", "-"], { input: archive })), `${long.slice(1)}\n`);
    await assert.rejects(uploadArchive({ file: "x".repeat(101), content: "" }, new Date(0)), /too long/);
  });

  it("has the permissions that are given, else an executable's or a file's", () => {
    assert.equal(modeOf({ file: "f", permissions: "0750", executable: true }), 0o750);
    assert.equal(modeOf({ file: "f", executable: true }), 0o744);
    assert.equal(modeOf({ file: "f" }), 0o644);
  });
});
