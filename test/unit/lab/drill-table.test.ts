import assert from "node:assert/strict";
import { allGood, drillTable, type DrillReport, summarize } from "../../../lab/report";
import { judgeFault } from "../../../lab/checks/fault-result";
import { history } from "./checks/samples";

const run = { ...judgeFault(history), complaints: [] as string[] };
const report = (fault: string, runs: (typeof run)[], stopped: string | null = null): DrillReport => ({
  fault,
  qps: 500,
  runs,
  summary: runs.length > 0 ? summarize(runs) : null,
  stopped,
});

describe("table of drills", () => {
  it("has a row for each fault: what the client saw, what the VIP did, and the verdict", () => {
    const text = drillTable([
      report("x", [run, { ...run, outageMs: 300, vipMoves: 0 }]),
      report("longer", [run]),
    ]);
    assert.deepEqual(
      text.split("\n").map((line) => line.split(/ {2,}/)),
      [
        ["fault", "runs", "outage median", "longest", "lost", "wrong", "VIP", "as it should"],
        ["x", "2", "200 ms", "300 ms", "4", "0", "moved in 1 of 2", "yes"],
        ["longer", "1", "200 ms", "200 ms", "2", "0", "moved", "yes"],
      ],
    );
  });

  it("tells a VIP that was on two nodes at once from one that moved", () => {
    assert.match(drillTable([report("x", [{ ...run, twoOwnersMs: 8_000 }])]), / split /);
  });

  it("says why a drill did not end as it should, or was not done", () => {
    const bad = { ...run, complaints: ["too long"] };
    const text = drillTable([report("x", [bad, bad]), report("y", [], "not whole\nmore")]);
    assert.match(text, /NO: too long$/m);
    assert.match(text, /NO: not whole$/m);
  });

  it("is good where each was done and none failed; an empty one is not", () => {
    assert.equal(allGood([report("x", [run])]), true);
    assert.equal(allGood([]), false);
    assert.equal(allGood([report("x", [])]), false);
    assert.equal(allGood([report("x", [run], "interrupted")]), false);
    assert.equal(allGood([report("x", [run, { ...run, complaints: ["too long"] }])]), false);
  });
});
