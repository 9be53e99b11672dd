import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { readRole, roleFrom, roleOf } from "../../../../runtime/agent/role";

describe("role", () => {
  it("is leader for MASTER alone", () => {
    assert.deepEqual((["MASTER", "BACKUP", "FAULT", "STOP", "unknown"] as const).map(roleOf), [
      "leader",
      "follower",
      "follower",
      "follower",
      "follower",
    ]);
  });

  it("is follower when the file is stale, odd, or from the future", () => {
    assert.deepEqual(roleFrom("leader", 5), { role: "leader", known: true });
    assert.deepEqual(roleFrom("leader", 5.1), { role: "follower", known: false });
    assert.deepEqual(roleFrom("leader", -60), { role: "follower", known: false });
    assert.deepEqual(roleFrom("Leader", 0), { role: "follower", known: false });
  });

  it("is follower when the file is absent, and what the file says while it is fresh", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "role-"));
    const file = path.join(folder, "role");
    assert.deepEqual(readRole(file), { role: "follower", known: false });
    fs.writeFileSync(file, "leader");
    assert.deepEqual(readRole(file), { role: "leader", known: true });
    assert.deepEqual(readRole(file, Date.now() + 6000), { role: "follower", known: false });
    fs.rmSync(folder, { recursive: true });
  });
});
