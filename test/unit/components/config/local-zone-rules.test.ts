import assert from "node:assert/strict";
import { checkKeyStep } from "../../../../components/config/local-zone-rules";
import { samplePlan } from "../sample-plan";

const refusals = (dnssecKey: number, earlier: Parameters<typeof checkKeyStep>[1]) =>
  checkKeyStep(samplePlan({ localZone: "home.arpa", dnssecKey }), earlier);

describe("a step of the local zone's key", () => {
  it("is one up or one back", () => {
    for (const next of [1, 2, 3]) assert.deepEqual(refusals(next, { zone: "home.arpa", key: 2 }), []);
    const [refusal] = refusals(4, { zone: "home.arpa", key: 2 });
    assert.deepEqual(
      [refusal?.found, refusal?.expected],
      ["4, and 2 signs now", "3, which the zone publishes already"],
    );
    assert.match(refusals(1, { zone: "home.arpa", key: 3 })[0]!.fix, /dnssecKey 2;/);
  });

  it("is any with a new zone", () => {
    assert.deepEqual(refusals(7, undefined), []);
    assert.deepEqual(refusals(7, { zone: "lan", key: 2 }), []);
  });
});
