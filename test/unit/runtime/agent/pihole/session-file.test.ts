import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { sessionFile } from "../../../../../runtime/agent/pihole/session-file";

describe("the file of Pi-hole's session", () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "session-")), "session");

  it("gives the last session to the next agent, and none before the first", () => {
    assert.equal(sessionFile(file).load(), undefined);
    sessionFile(file).save("one");
    sessionFile(file).save("two");
    assert.equal(sessionFile(file).load(), "two");
  });

  it("is for its owner alone, even where it was there with another mode", () => {
    fs.writeFileSync(file, "old");
    fs.chmodSync(file, 0o644);
    sessionFile(file).save("new");
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  });
});
