import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commitOf } from "../../../components/program-version";
import { runGit } from "../../../components/run-git";

function repository(message: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "program-version-"));
  runGit(folder, "init", "--quiet");
  const author = ["-c", "user.name=a", "-c", "user.email=a@example"];
  runGit(folder, ...author, "commit", "--quiet", "--allow-empty", "-m", message);
  return folder;
}

describe("the commit of a clone", () => {
  it("is its own, also in a git hook of another repository", () => {
    const own = repository("own");
    const commit = runGit(own, "rev-parse", "HEAD");
    process.env.GIT_DIR = path.join(repository("other"), ".git");
    try {
      assert.equal(commitOf(own), commit);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  it("is undefined in a folder that is not a clone", () => {
    assert.equal(commitOf(mkdtempSync(path.join(tmpdir(), "program-version-"))), undefined);
  });
});
