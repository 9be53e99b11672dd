import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { utils } from "ssh2";
import { replicationKey } from "../../../components/replication-key";

describe("the key of a node's replication", () => {
  it("is the same for the same secret and node, and another for any other", () => {
    const key = replicationKey("secret", "a");
    assert.deepEqual(replicationKey("secret", "a"), key);
    for (const other of [replicationKey("secret", "b"), replicationKey("other", "a")]) {
      assert.notEqual(other.privateKey, key.privateKey);
      assert.notEqual(other.publicKey, key.publicKey);
    }
  });

  it("is one that OpenSSH reads, and whose public half it finds itself", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "replication-key-"));
    try {
      for (const node of ["a", "pi1", "a-longer-name", "abcde", "abcdef"]) {
        const { privateKey, publicKey } = replicationKey("secret", node);
        const file = path.join(folder, node);
        writeFileSync(file, privateKey, { mode: 0o600 });
        const found = execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
        assert.equal(found.trim().split(" ").slice(0, 2).join(" "), publicKey);
        const parsed = utils.parseKey(privateKey);
        assert.ok(!(parsed instanceof Error));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
