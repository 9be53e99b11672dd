import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  forkScript,
  parseCpuSamples,
  parseTimes,
  percentOfCore,
} from "../../../../../lab/bench/cpu/accounting";

const samples =
  "1000000000 5 1\n500000000 7 2\nat\n100.00 190.00\nthen\n1100000000 5 1\n500000000 7 2\nat\n110.00 200.00\n";

describe("CPU accounting", () => {
  it("sums the threads of a process up", () => {
    assert.deepEqual(parseCpuSamples(samples), [
      { cpuMs: 1500, atMs: 100_000 },
      { cpuMs: 1600, atMs: 110_000 },
    ]);
  });

  it("gives the share of one core", () => {
    assert.equal(percentOfCore(...parseCpuSamples(samples)), 1);
  });

  it("does not take silence for a process that uses nothing", () => {
    assert.throws(() => parseCpuSamples(""), /not/);
    assert.throws(() => parseCpuSamples("at\n100.00 1\nthen\nat\n110.00 1\n"), /not a sample/);
  });

  it("sums up what bash and its children have used", () => {
    assert.equal(Math.round(parseTimes("0m0.012s 0m0.008s\n1m1.200s 0m0.900s\n")), 62_120);
    assert.throws(() => parseTimes("bash: times: not found"), /times/);
  });

  const bash = (script: string, check: string) =>
    execFileSync("bash", ["-c", script, "bash", check], { encoding: "utf8", stdio: "pipe" });

  it("counts the time of forked checks", () => {
    const busy = "for ((i = 0; i < 30000; i++)); do :; done";
    const idle = parseTimes(bash(forkScript(3, 1), "true"));
    assert.ok(parseTimes(bash(forkScript(3, 1), busy)) > idle);
  });

  it("measures nothing where a check fails", () => {
    assert.throws(() => bash(forkScript(3, 1), "false"));
  });
});
