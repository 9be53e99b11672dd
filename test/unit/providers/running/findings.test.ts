import assert from "node:assert/strict";
import { fileFindings } from "../../../../providers/running/findings";
import { parseLook } from "../../../../providers/running/look";

const path = "/etc/ha-dns/unbound/unbound.conf";
const seen = (sha256: string, changedAt: number, startedAt: number | null = 10_000) => ({
  startedAt,
  files: { [path]: { sha256, changedAt } },
});

describe("what a process has read when it started", () => {
  it("is what was deployed if the file was written before, and is as it was deployed", () => {
    assert.deepEqual(fileFindings({ [path]: "aa" }, seen("aa", 9_000)), []);
  });

  it("is in doubt if the file differs, is missing, or was written after the start", () => {
    assert.deepEqual(fileFindings({ [path]: "aa" }, seen("bb", 9_000)), [
      `${path} is not as it was deployed`,
    ]);
    assert.deepEqual(fileFindings({ [path]: "aa" }, seen("", 0)), [`${path} is missing`]);
    assert.deepEqual(fileFindings({ [path]: "aa" }, seen("aa", 11_000)), [
      `it has run since before ${path} was written`,
    ]);
  });

  it("does not matter if it does not run: its next start reads the file", () => {
    assert.deepEqual(fileFindings({ [path]: "aa" }, seen("bb", 11_000, null)), []);
  });

  it("is read from what the host says: the start by the time since boot, whatever the clock was then", () => {
    const text = ["1796026428.804 1000.50 50050 100", `aa 1796025000.250 ${path}`, "- 0 /a b"].join("\n");
    assert.deepEqual(parseLook(text), {
      startedAt: 1_796_025_928_804,
      files: {
        [path]: { sha256: "aa", changedAt: 1_796_025_000_250 },
        "/a b": { sha256: "", changedAt: 0 },
      },
    });
    assert.equal(parseLook("none\n").startedAt, null);
  });
});
