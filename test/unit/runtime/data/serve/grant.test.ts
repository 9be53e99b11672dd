import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bootMs } from "../../../../../runtime/common/boot-clock";
import { covers, grantFile } from "../../../../../runtime/data/serve/grant";

describe("a grant", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "grant-"));
  const file = path.join(folder, "grant.json");
  after(() => rmSync(folder, { recursive: true }));

  it("lets its peer through until its end, by a clock that nobody sets", () => {
    grantFile(file).save({ peer: "a", epoch: 3, untilBootMs: bootMs() + 60_000 });
    const grant = grantFile(file).load();
    assert.equal(covers(grant, "a", bootMs()), true);
    assert.equal(covers(grant, "b", bootMs()), false);
    assert.equal(covers(grant, "a", bootMs() + 60_000), false);
    assert.ok(Math.abs(bootMs() - os.uptime() * 1000) < 5_000, "no wall clock");
  });

  it("is none if it ends by the wall clock, or counts what cannot be counted", () => {
    for (const wrong of [
      { peer: "a", epoch: 3, until: Date.now() + 60_000 },
      { peer: "a", epoch: Number.MAX_SAFE_INTEGER, untilBootMs: bootMs() + 60_000 },
    ]) {
      writeFileSync(file, JSON.stringify(wrong));
      assert.equal(grantFile(file).load(), undefined);
    }
  });
});
