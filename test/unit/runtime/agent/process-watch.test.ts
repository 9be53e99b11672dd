import assert from "node:assert/strict";
import { ProcessWatch } from "../../../../runtime/agent/process-watch";

describe("the process watch", () => {
  it("tells what this process uses", () => {
    const { cpuSeconds, residentBytes, openFiles, mostOpenFiles, startedAt } = new ProcessWatch().seen();
    assert.ok(cpuSeconds > 0 && residentBytes > 10e6);
    assert.ok(Math.abs(Date.now() - startedAt - process.uptime() * 1000) < 1_000);
    if (process.platform !== "linux") return;
    assert.ok(openFiles !== undefined && mostOpenFiles !== undefined && openFiles <= mostOpenFiles);
  });

  it("looks again only after a while", () => {
    let now = 0;
    const watch = new ProcessWatch(() => now, 5_000);
    const first = watch.seen();
    now = 4_999;
    assert.equal(watch.seen(), first);
    now = 5_000;
    assert.notEqual(watch.seen(), first);
  });
});
