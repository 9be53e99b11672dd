import assert from "node:assert/strict";
import {
  dataComplaints,
  type DataReport,
  isGoodData,
  longestPause,
} from "../../../../lab/checks/data-result";
import { dataText } from "../../../../lab/report";
import type { Ack } from "../../../../lab/load/journal-protocol";
import { lossless, outage } from "../../../../lab/scenarios/data/data-scenario";

const acks = (...times: readonly number[]): Ack[] =>
  times.map((at, i) => ({ seq: i + 1, run: "a", node: "one", at, sum: "" }));
const quiet = { sent: 10, lost: 0, wrong: 0, outageMs: 0 };
const report: DataReport = {
  scenario: "handover",
  qps: 500,
  acknowledged: 7,
  dns: quiet,
  figures: { withoutServiceMs: 1_234, keptBytes: 9, writesNotInTheCopy: 3 },
  violations: [],
  complaints: [],
  stopped: null,
};

describe("what a drill of the data came to", () => {
  it("has the longest pause between writes, with the one that it began in", () => {
    assert.equal(longestPause(acks(0, 10, 500, 510), 0), 490);
    assert.equal(longestPause(acks(0, 10, 500, 510, 600), 505), 90);
    assert.equal(longestPause(acks(0, 10, 500, 510), 100), 490);
    assert.equal(longestPause(acks(0, 10), 100), Infinity);
  });

  it("takes no lost query where DNS is not touched, and a short outage where the VIP moves", () => {
    assert.deepEqual(dataComplaints({ dns: lossless }, quiet, 5), []);
    assert.match(dataComplaints({ dns: lossless }, { ...quiet, lost: 1 }, 0).join(), /1 queries lost/);
    assert.deepEqual(dataComplaints({ dns: outage }, { ...quiet, lost: 9, outageMs: 900 }, 0), []);
    assert.match(dataComplaints({ dns: outage }, { ...quiet, outageMs: 1_100 }, 0).join(), /for 1100 ms/);
    assert.match(dataComplaints({ dns: outage }, { ...quiet, wrong: 1 }, 0).join(), /wrongly/);
    assert.match(
      dataComplaints({ dns: lossless, losesNothing: true }, quiet, 2).join(),
      /2 acknowledged writes/,
    );
  });

  it("is told in words", () => {
    assert.ok(isGoodData(report));
    assert.match(
      dataText(report),
      /without service: 1\.2 s\nkept: 9 bytes\nwrites not in the copy: 3\nhandover: as it should be/,
    );
    for (const bad of [{ acknowledged: 0 }, { stopped: "x" }, { complaints: ["x"] }])
      assert.match(dataText({ ...report, ...bad }), /NOT AS IT SHOULD BE/);
  });
});
