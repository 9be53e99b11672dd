import assert from "node:assert/strict";
import { faults } from "../../lab/drill/faults";
import { deployedLab, drillOnce } from "./support";

/** Bounds are each fault's own; how fast it truly is, the drill measures over many runs. */
describe("a fault", function () {
  before(deployedLab);

  for (const { name } of faults)
    it(`${name} ends as it should`, async () => {
      const report = await drillOnce(name, name === "planned" ? 1_000 : 500);
      assert.equal(report.stopped, null);
      assert.deepEqual(
        report.runs.flatMap((run) => run.complaints),
        [],
      );
      assert.equal(report.runs.length, 1);
    });
});
