import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { secondSeen } from "../../../../runtime/agent/second-seen";

describe("report of the second answers", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "second-answer-"));
  const file = path.join(folder, "second");
  const at = 1_800_000_000_000;
  const counts = { seen: 9, answered: 6, given: 2, withheld: 1, dropped: 0 };
  const write = (text: string, modifiedAt: number) => {
    writeFileSync(file, text);
    utimesSync(file, modifiedAt / 1000, modifiedAt / 1000);
  };
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is undefined on a node without second answers, or if it cannot be parsed", () => {
    assert.equal(secondSeen(file, at), undefined);
    for (const text of ["", "{", '{"fit":true}']) {
      write(text, at);
      assert.equal(secondSeen(file, at), undefined, text);
    }
  });

  it("is silent when the program has not written for a while", () => {
    const silentAfter = (ms: number) => {
      write(JSON.stringify({ fit: true, ...counts }), at - ms);
      return secondSeen(file, at);
    };
    assert.deepEqual(silentAfter(6_000), { fit: true, ...counts, silent: false });
    assert.deepEqual(silentAfter(16_000), { fit: true, ...counts, silent: true });
  });
});
