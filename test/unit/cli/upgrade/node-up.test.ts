import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { upNode } from "../../../../cli/upgrade/node-up";

describe("the update of a node by the program on disk", () => {
  /** A program whose command says `printed` and ends with `code`. */
  function program(printed: string, code: number): string {
    const folder = mkdtempSync(path.join(tmpdir(), "node-up-"));
    writeFileSync(
      path.join(folder, "ha-dns"),
      `console.error("[  1.2 s] " + process.argv.slice(2).join(" ") + " in " + process.cwd());
       console.error("pi1: failed\\nno such image");
       process.stdout.write(${JSON.stringify(printed)});
       process.exitCode = ${code};`,
    );
    return folder;
  }

  it("takes what earlier versions print, and passes their progress on without its clock", async () => {
    const folder = program(
      '[{"node":"pi1","changes":["create pi1-drain"],"result":"previewed","seconds":1}]',
      0,
    );
    const said: string[] = [];
    const options = { folder, root: folder, note: (text: string) => said.push(text) };
    const step = await upNode("pi1", "--preview", options);
    assert.deepEqual(step, { node: "pi1", changes: ["create pi1-drain"], result: "previewed" });
    assert.equal(said[0], `up pi1 --preview --json in ${folder}`);
  });

  it("fails in the words of the program", async () => {
    const folder = program('[{"node":"pi1","changes":[],"result":"failed","seconds":1}]', 1);
    const work = upNode("pi1", "--yes", { folder, root: folder, note: () => undefined });
    await assert.rejects(work, /pi1: failed\nno such image$/);
  });
});
