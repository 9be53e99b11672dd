import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { keysOfToday, knownHostKeys } from "../../../../providers/ssh/target";

describe("knownHostKeys", () => {
  let folder: string;
  let file: string;
  const keys: Record<string, string> = {};
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-known-"));
    file = path.join(folder, "known_hosts");
    for (const type of ["rsa", "ecdsa", "ed25519"]) {
      execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", path.join(folder, type)]);
      keys[type] = readFileSync(path.join(folder, `${type}.pub`), "utf8")
        .split(" ")
        .slice(0, 2)
        .join(" ");
    }
    const lines = [
      "10.0.0.5 " + keys.rsa,
      "10.0.0.5 " + keys.ed25519,
      "[10.0.0.6]:2222 " + keys.ecdsa,
      "10.0.0.7 " + keys.rsa,
    ];
    writeFileSync(file, `${lines.join("\n")}\n`);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("gives a host's keys alone, the safest first", () => {
    assert.deepEqual(knownHostKeys(file, "10.0.0.5", 22), [keys.ed25519, keys.rsa]);
  });

  it("knows a host by its port where that is another", () => {
    assert.deepEqual(knownHostKeys(file, "10.0.0.6", 2222), [keys.ecdsa]);
    assert.deepEqual(knownHostKeys(file, "10.0.0.6", 22), []);
  });

  it("reads hashed names", () => {
    execFileSync("ssh-keygen", ["-H", "-f", file], { stdio: "ignore" });
    assert.doesNotMatch(readFileSync(file, "utf8"), /10\.0\.0\.5/);
    assert.equal(knownHostKeys(file, "10.0.0.5", 22).length, 2);
  });

  it("says what to install on a machine without OpenSSH", () => {
    const before = process.env.PATH;
    process.env.PATH = folder;
    try {
      assert.throws(() => knownHostKeys(file, "10.0.0.5", 22), /no ssh-keygen.*install OpenSSH's client/s);
    } finally {
      process.env.PATH = before;
    }
  });

  it("gives none for a host that is not in the file, or without a file", () => {
    assert.deepEqual(knownHostKeys(file, "10.0.0.99", 22), []);
    assert.deepEqual(knownHostKeys(path.join(folder, "none"), "10.0.0.5", 22), []);
  });

  it("is what a host is known by today, and not what a state remembers of it", () => {
    const remembered = ["ssh-ed25519 OLD"];
    const target = { host: "10.0.0.7", port: 22, user: "root", keyFile: "", hostKeys: remembered };
    assert.deepEqual(keysOfToday({ ...target, knownHostsFile: file }), [keys.rsa]);
    assert.deepEqual(keysOfToday({ ...target, knownHostsFile: `${file}.none` }), remembered);
  });
});
