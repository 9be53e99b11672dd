import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { judge, labIdentity, livingForeigner, ownLabels, type Found } from "../../../../lab/cluster/identity";

const ours = { id: "aa", folder: "/a/.lab" };
const found = (id: string, folder: string, running = true): Found => ({
  kind: "container",
  name: "ha-dns-lab-pi1",
  id,
  folder,
  running,
});

describe("lab/cluster/identity", () => {
  it("knows its own", () => {
    assert.equal(
      judge(found("aa", "/a/.lab"), ours, () => true),
      "ours",
    );
  });
  it("knows its own after the checkout was moved", () => {
    assert.equal(
      judge(found("aa", "/before/.lab"), ours, () => false),
      "ours",
    );
  });
  it("calls a lab whose .lab was removed and made anew a leftover", () => {
    assert.equal(
      judge(found("bb", "/a/.lab"), ours, () => true),
      "leftover",
    );
  });
  it("calls the lab of a checkout that is gone a leftover", () => {
    assert.equal(
      judge(found("bb", "/b/.lab"), ours, () => false),
      "leftover",
    );
  });
  it("leaves the lab of another checkout alone while its folder holds its id", () => {
    const asked: string[] = [];
    const exists = (file: string) => asked.push(file) > 0;
    assert.equal(judge(found("bb", "/b/.lab"), ours, exists), "foreign");
    assert.deepEqual(asked, ["/b/.lab/id"]);
  });

  it("minds another checkout's lab while one of its machines runs, and not when all are off", async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), "lab-identity-")), ".lab");
    try {
      const { id } = await labIdentity(folder);
      const off = found(id, folder, false);
      assert.equal(livingForeigner([off, off], ours), undefined);
      assert.equal(livingForeigner([off, found(id, folder)], ours)?.id, id);
    } finally {
      rmSync(path.dirname(folder), { recursive: true });
    }
  });

  it("makes an id once and keeps it", async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), "lab-identity-")), ".lab");
    try {
      const first = await labIdentity(folder);
      assert.match(first.id, /^[0-9a-f]{12}$/);
      assert.deepEqual(await labIdentity(folder), first);
      assert.deepEqual(ownLabels(first), [
        "--label",
        `ha-dns-lab.id=${first.id}`,
        "--label",
        `ha-dns-lab.folder=${folder}`,
      ]);
    } finally {
      rmSync(path.dirname(folder), { recursive: true });
    }
    assert.equal(existsSync(folder), false);
  });
});
