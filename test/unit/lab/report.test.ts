import assert from "node:assert/strict";
import { runLine, summarize, summaryText } from "../../../lab/report";
import { judgeFault } from "../../../lab/checks/fault-result";
import { history } from "./checks/samples";

const run = { ...judgeFault(history), complaints: [] };

describe("drill report", () => {
  it("sums up all runs", () => {
    const worse = { ...run, outageMs: 300, wrong: 1, complaints: ["1 wrong answers"] };
    assert.deepEqual(summarize([run, worse]), {
      outageMs: { p50: 200, p99: 300, max: 300 },
      lost: 4,
      wrong: 1,
      failed: 1,
    });
  });

  it("does not sum up nothing", () => {
    assert.throws(() => summarize([]));
    assert.match(summaryText({ fault: "x", qps: 1, runs: [], summary: null, stopped: "no" }), /not one run/);
  });

  it("tells a run and a drill in words", () => {
    assert.equal(
      runLine(run, 0),
      "run 1: outage 200 ms, 2 of 80 lost, 0 wrong, VIP a → b, two owners 2 ms, whole again after 3.0 s",
    );
    assert.match(runLine({ ...run, complaints: ["too long"] }, 1), /^run 2: .*; FAILED: too long$/);
    const text = summaryText({
      fault: "power-off",
      qps: 500,
      runs: [run],
      summary: summarize([run]),
      stopped: null,
    });
    assert.match(
      text,
      /power-off, 1 run at 500 queries\/s: clients were without DNS for 200 ms; 2 queries lost/,
    );
  });
});
