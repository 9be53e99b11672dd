import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { GravityRecord } from "../../../../../../runtime/agent/sync/follower/gravity-record";

describe("the record of gravity", () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gravity-")), "gravity.json");
  const record = (): GravityRecord => new GravityRecord(file, "pi2");
  beforeEach(() => fs.rmSync(file, { force: true }));

  it("knows over a restart which of the cluster's builds this node has, and of which lists", () => {
    const theirs = { generation: "pi1 100", lists: "abc" };
    record().built(theirs, 200);
    assert.deepEqual(record().seen(200, "other"), theirs);
  });

  it("names what was built without the agent's doing by the node and the time, and knows its lists from then on", () => {
    record().built({ generation: "pi1 100", lists: "abc" }, 200);
    const own = { generation: "pi2 300", lists: "def" };
    assert.deepEqual(record().seen(300, "def"), own);
    assert.deepEqual(record().seen(300, "changed since"), own);
  });

  it("takes a file that makes no sense for none, and does not hide one that cannot be read", () => {
    fs.writeFileSync(file, '{"generation":');
    assert.equal(record().seen(200, "").generation, "pi2 200");
    fs.rmSync(file);
    fs.mkdirSync(file);
    assert.throws(() => record().seen(200, ""), /EISDIR/);
    fs.rmdirSync(file);
  });
});
