import assert from "node:assert/strict";
import { judgeFault } from "../../../lab/checks/fault-result";
import { summarize } from "../../../lab/report";
import { describeStart } from "../../../lab/start-report";
import { isGood, type StartReport } from "../../../lab/start";
import { history } from "./checks/samples";

const run = { ...judgeFault(history), complaints: [] };
const drilled = { fault: "power-off", qps: 500, runs: [run], summary: summarize([run]), stopped: null };
const report: StartReport = {
  seconds: 100,
  vip: "192.0.2.250",
  pihole: "pihole (stand-in)",
  deployments: [],
  drills: [drilled],
  withoutRealTime: [],
  dataFaults: null,
};

describe("npm start", () => {
  it("is good if the drills ended as they should, in a lab without data", () => {
    assert.ok(isGood(report));
    assert.ok(!isGood({ ...report, drills: [{ ...drilled, stopped: "not whole" }] }));
    assert.doesNotMatch(describeStart(report), /Data/);
  });

  it("is good in a lab with data only if somebody holds it, and says what is wrong", () => {
    const whole = { ...report, dataFaults: [] };
    assert.ok(isGood(whole));
    assert.match(describeStart(whole), /Data +one node holds it, and the others follow/);
    const broken = { ...report, dataFaults: ["not exactly one node holds the data", "a: it is waiting"] };
    assert.ok(!isGood(broken));
    assert.match(
      describeStart(broken),
      /Data +NOT AS IT SHOULD: not exactly one node holds the data; a: it is waiting/,
    );
  });
});
