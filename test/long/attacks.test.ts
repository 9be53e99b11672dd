import assert from "node:assert/strict";
import { attacks } from "../../lab/scenarios/attacks";
import { isGood, reportLine } from "../../lab/checks/attack-result";
import { drillAttacks } from "../../lab/scenarios/attacks/run-attacks";
import { labSettings } from "../../lab/settings";
import { deployedLab, root } from "../lab/support";

describe("every attack of a device in the LAN", function () {
  this.timeout(900_000);
  before(deployedLab);

  for (const attack of attacks)
    it(`${attack.name} ends as it must`, async () => {
      const [report] = await drillAttacks(labSettings(root), [attack], 500, () => undefined);
      assert.ok(report && isGood(report), report && reportLine(report));
    });
});
