import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { refreshMounts } from "../../../../../runtime/data/serve/refresh";

describe("what was received is shown", () => {
  let folder: string;
  let table: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "refresh-"));
    table = path.join(folder, "mounts");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("or it says in which folders it is not, if mounting them anew fails", async () => {
    const lines = [
      `tank/a ${folder}/a fuse.zfs ro 0 0`,
      `tank/a/b ${folder}/b fuse.zfs ro 0 0`,
      `tank/other ${folder}/other fuse.zfs ro 0 0`,
    ];
    writeFileSync(table, `${lines.join("\n")}\n`);
    await assert.rejects(refreshMounts("tank/a", table), ({ message }: Error) => {
      assert.ok(message.includes(`${folder}/a (exit code`) && message.includes(`${folder}/b (exit code`));
      assert.ok(!message.includes("other"));
      return true;
    });
  });

  it("by itself, if ZFS is the kernel's", async () => {
    writeFileSync(table, `tank/a ${folder}/a zfs ro 0 0\n`);
    await refreshMounts("tank/a", table);
  });
});
