import assert from "node:assert/strict";
import { compare } from "../../../../lab/bench/failover";
import { ratioText, reportText } from "../../../../lab/bench/bench-report";
import type { BenchReport } from "../../../../lab/bench/bench-result";
import { commonSettings } from "../../../../lab/bench/common-settings/common-settings";
import { spread } from "../../../../lab/bench/statistics";

const run = { fault: "planned", open: false, lost: 0, sent: 100, slowestMs: 20, wrong: 0, complaints: [] };
const runs = [
  { ...run, variant: "common" as const, outageMs: 600, lost: 300 },
  { ...run, variant: "defaults" as const, outageMs: 0, complaints: ["too slow"] },
];
const way = {
  queriesPerSecond: spread([1000, 900]),
  p50Ms: spread([0.05]),
  p99Ms: spread([0.2]),
  unanswered: 0,
};
const report: BenchReport = {
  at: "2026-01-01T00:00:00.000Z",
  machine: { cores: 2, architecture: "x64", loadBefore: 0.5 },
  commonSettings,
  failover: { queriesPerSecond: 500, comparisons: compare(runs), runs },
  throughput: { leader: "a", vip: way, direct: way, ratio: spread([0.99, 1.01, 1]) },
  cpu: {
    probesPerSecond: 10,
    agent: spread([0.7]),
    probes: spread([0.4, 0.5]),
    probeMs: spread([0.4]),
    forks: [{ tool: "dig", checkMs: spread([12]), atProbeRate: 12, atCommonRate: 0.24 }],
  },
  stopped: null,
};

describe("the bench's report", () => {
  it("says nothing of a ratio where the defaults had no outage", () => {
    assert.equal(ratioText(600, null), "∞ (none)");
    assert.equal(ratioText(0, null), "none in either");
    assert.equal(ratioText(3_000, 20.04), "20.0 ×");
  });

  it("puts both settings of a fault below each other, and says how they compare", () => {
    assert.match(
      reportText(report),
      /^ {2}planned +common +1 +600 ms +600 ms +300 +20 ms\n +defaults +1 +0 ms +0 ms +0 +20 ms +∞ \(none\)$/m,
    );
  });

  it("says what the defaults did not do as they should", () => {
    assert.match(reportText(report), /with the defaults, planned: too slow/);
  });

  it("gives the machine's cores, and how the VIP compares", () => {
    assert.match(reportText(report), /2 cores \(x64\)/);
    assert.match(reportText(report), /median 1\.000, least 0\.990, most 1\.010/);
  });

  it("warns where the machine had other work", () => {
    assert.doesNotMatch(reportText(report), /OTHER WORK/);
    assert.match(reportText({ ...report, machine: { ...report.machine, loadBefore: 8 } }), /OTHER WORK/);
  });

  it("gives forks at both rates, and the time of a probe", () => {
    assert.match(reportText(report), /forks dig, 10 a second +1 +12\.00 %/);
    assert.match(reportText(report), /at the common rate +1 +0\.24 %/);
    assert.match(reportText(report), /A probe takes 0\.40 ms/);
  });

  it("leaves out what was not asked for, and says what could not be measured", () => {
    const text = reportText({ ...report, throughput: null, cpu: null, stopped: "no node has the VIP" });
    assert.doesNotMatch(text, /round trip|CPU/);
    assert.match(text, /NOT ALL WAS MEASURED: no node has the VIP/);
  });
});
