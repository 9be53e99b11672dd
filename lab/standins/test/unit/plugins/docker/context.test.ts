import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { execFileSync } from "node:child_process";
import { contextArchive, contextFiles } from "../../../../plugins/docker/context";

describe("a build's context", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "context-test-"));
    await mkdir(path.join(folder, "src/deep"), { recursive: true });
    for (const file of ["Own.Dockerfile", "README", "src/a.ts", "src/deep/b.ts"]) {
      await writeFile(path.join(folder, file), file);
    }
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is every file where nothing is left out", async () => {
    const files = await contextFiles(folder, "Own.Dockerfile");
    assert.deepEqual(files, ["Own.Dockerfile", "README", "src/a.ts", "src/deep/b.ts"]);
  });

  it("follows .dockerignore with its exceptions, and always has the Dockerfile", async () => {
    await writeFile(path.join(folder, ".dockerignore"), "*\n!src\nsrc/deep\n");
    const files = await contextFiles(folder, "Own.Dockerfile");
    assert.deepEqual(files, [".dockerignore", "Own.Dockerfile", "src/a.ts"]);
    const listed = execFileSync("tar", ["-tf", "-"], { input: await buffer(contextArchive(folder, files)) });
    assert.deepEqual(String(listed).trim().split("\n"), files);
  });

  it("fails where a file is gone before it is packed", async () => {
    await assert.rejects(buffer(contextArchive(folder, ["gone"])), /tar of .* exited with 2: .*gone/s);
  });
});
