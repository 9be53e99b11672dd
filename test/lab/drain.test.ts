import assert from "node:assert/strict";
import { changed, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { lossless } from "./watch";
import { awaitLeader, preview, settledLab, withSite } from "./support";

/** The short form; what else an update may meet is in the long tests. */
describe("an update of the leader", function () {
  let lab: LabSettings;
  let leader: LabNode;
  before(async () => ({ lab, leader } = await settledLab()));

  it("drains it, changes it and brings it back without a lost query, as its preview says", async () => {
    await lossless(lab, 500, async () => {
      await withSite(lab, { failbackDelay: 2 }, async () => {
        const { changed: steps } = await preview(lab, leader);
        const { name } = leader;
        assert.deepEqual(steps, [
          `replace ${name}-agent-container`,
          `update ${name}-agent-config`,
          `update ${name}-agent-record`,
          `update ${name}-answers`,
          `update ${name}-drain`,
          `update ${name}-serving`,
        ]);
        await up(lab, name);
        await awaitLeader(leader);
        assert.equal(changed((await up(lab, name)).changes), 0);
      });
      await up(lab, leader.name);
      await awaitLeader(leader);
    });
  });
});
