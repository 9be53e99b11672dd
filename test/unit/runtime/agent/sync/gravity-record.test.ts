import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { GravityRecord } from "../../../../../runtime/agent/sync/gravity-record";

describe("the record of gravity", () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gravity-")), "gravity.json");
  const record = (): GravityRecord => new GravityRecord(file, "pi2");
  beforeEach(() => fs.rmSync(file, { force: true }));

  it("knows over a restart which of the cluster's builds this node has", () => {
    record().built("pi1 100", 200);
    assert.equal(record().generation(200), "pi1 100");
  });

  it("names what was built without the agent's doing by the node and the time", () => {
    assert.equal(record().generation(300), "pi2 300");
    record().built("pi1 100", 200);
    assert.equal(record().generation(300), "pi2 300");
  });

  it("takes a file that makes no sense for none, and does not hide one that cannot be read", () => {
    fs.writeFileSync(file, '{"generation":');
    assert.equal(record().generation(200), "pi2 200");
    fs.rmSync(file);
    fs.mkdirSync(file);
    assert.throws(() => record().generation(200), /EISDIR/);
    fs.rmdirSync(file);
  });
});
