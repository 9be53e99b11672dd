import assert from "node:assert/strict";
import { isGoodData } from "../../lab/checks/data-result";
import { dataText } from "../../lab/report";
import { drillData } from "../../lab/scenarios/data/data-drill";
import { dataScenarios } from "../../lab/scenarios/data";
import { dataLab } from "./data-lab";

const qps = 500;
/** Ten minutes of writing, what makes the cluster whole before and after, and a slow machine. */
const longestMs = 30 * 60_000;

describe("the data, with every acknowledged write in it or in a kept branch,", function () {
  this.timeout(longestMs);
  const lab = dataLab();

  for (const scenario of dataScenarios)
    it(`goes through ${scenario.name}: ${scenario.description}`, async () => {
      const report = await drillData(lab(), { scenario, qps }, () => undefined);
      assert.ok(isGoodData(report), dataText(report));
    });
});
