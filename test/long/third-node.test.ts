import assert from "node:assert/strict";
import { changed, destroy, up } from "../../lab/deploy/pulumi";
import { byPriority, clusterOf } from "../../lab/cluster/cluster";
import { Progress } from "../../lab/progress";
import type { LabNode, LabSettings } from "../../lab/settings";
import { raiseLab } from "../../lab/start";
import { isUp } from "../../lab/cluster/container";
import { cutPower, bootMachine } from "../../lab/cluster/machine";
import { allReady, deployedLab, mustInNode, root } from "../lab/support";
import { type Seen, Watch } from "../lab/watch";

const queriesPerSecond = 200;

/** One after the other, on one cluster that answers all the time: each test begins where the one before has ended. */
describe("a node more in the config", function () {
  const progress = new Progress();
  let lab: LabSettings;
  let larger: LabSettings;
  let added: LabNode;
  let watch: Watch;

  before(async () => {
    lab = await deployedLab();
    await allReady(lab);
    larger = (await raiseLab(root, progress, lab.nodes.length + 1)).settings;
    added = larger.nodes.at(-1)!;
    watch = await Watch.start(clusterOf(larger), queriesPerSecond);
    await watch.leads(leader(lab).name);
  });

  after(async () => {
    await watch?.stop();
    await raiseLab(root, progress, lab.nodes.length);
  });

  it("joins without a lost query: up on the others first, so that it hears them, then on itself", async () => {
    const seen = await watch.during(async () => {
      for (const { name } of lab.nodes) await up(larger, name);
      await up(larger, added.name);
      await allReady(larger);
      await watch.leads(leader(lab).name);
    });
    assertLossless(seen);
    assert.equal(await mustInNode(added, "cat", "/run/ha-dns/role"), "follower");
  });

  it("changes nothing at a second up", async () => {
    for (const { name } of larger.nodes) assert.equal(changed((await up(larger, name)).changes), 0, name);
  });

  it("lets the cluster lose its leader, and then the next one", async () => {
    const [first, second, third] = byPriority(larger) as [LabNode, LabNode, LabNode];
    for (const [dead, next] of [
      [first, second],
      [second, third],
    ] as const) {
      const seen = await watch.during(async () => {
        await cutPower(dead);
        await watch.leads(next.name);
      });
      assert.ok(seen.outageMs < 1_000, `${seen.outageMs} ms without DNS after ${dead.name}`);
      assert.equal(seen.wrong, 0, JSON.stringify(seen));
    }
    const back = await watch.during(async () => {
      await Promise.all([first, second].map((node) => bootMachine(larger, node)));
      await allReady(larger);
      await watch.leads(first.name);
    });
    assertLossless(back);
  });

  it("leaves without a lost query: destroyed first, so that it leads no more, then up on the others", async () => {
    const seen = await watch.during(async () => {
      await destroy(larger, added.name);
      lab = (await raiseLab(root, progress, lab.nodes.length)).settings;
      for (const { name } of lab.nodes) await up(lab, name);
      await watch.leads(leader(lab).name);
    });
    assertLossless(seen);
    assert.equal(await isUp(added.container), false, "its machine is gone");
    for (const { name } of lab.nodes) assert.equal(changed((await up(lab, name)).changes), 0, name);
  });
});

const leader = (lab: LabSettings): LabNode => byPriority(lab)[0]!;

function assertLossless(seen: Seen): void {
  assert.ok(seen.sent > 0);
  assert.deepEqual({ lost: seen.lost, wrong: seen.wrong }, { lost: 0, wrong: 0 }, JSON.stringify(seen));
  assert.ok(seen.twoOwnersMs < 1_000, `two nodes had the VIP for ${seen.twoOwnersMs} ms`);
}
