import assert from "node:assert/strict";
import { changed, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { lossless, whileAsking } from "../lab/watch";
import {
  allReady,
  answerOf,
  awaitLeader,
  configured,
  nothingToDo,
  settledLab,
  withSite,
} from "../lab/support";

const qps = 200;
const name = "pi.hole";

/** What goes through the cluster node by node, while clients ask. */
describe("a change of the whole cluster", function () {
  let lab: LabSettings;
  let leader: LabNode;
  before(async () => ({ lab, leader } = await settledLab()));

  /** `up` on each node in turn, each back in service before the next. */
  const roll = async () => {
    for (const node of lab.nodes) {
      await up(lab, node.name);
      await allReady(lab);
    }
    await awaitLeader(leader);
  };

  it("another VIP: the old one is answered all the time, the new one as soon as the first node is done", async () => {
    const other = lab.vip.replace(/\d+$/, "248");
    await withSite(lab, { vip: other }, async () => {
      await lossless(lab, qps, async () => {
        await up(lab, leader.name);
        await allReady(lab);
        await awaitLeader(leader);
        const newVip = await whileAsking({ ...lab, vip: other }, qps, async () => {
          await up(lab, lab.nodes[1]!.name);
          await allReady(lab);
        });
        assert.deepEqual([newVip.lost, newVip.wrong], [0, 0], JSON.stringify(newVip));
        await nothingToDo(lab);
      });
      assert.notEqual(await answerOf(lab.vip, name), "");
      await withSite(lab, { vip: other, releaseVip: lab.vip }, async () => {
        await roll();
        assert.equal(await answerOf(lab.vip, name), "", "the released VIP is answered still");
        assert.notEqual(await answerOf(other, name), "");
      });
    });
    await withSite(lab, { releaseVip: other }, roll);
    assert.notEqual(await answerOf(lab.vip, name), "");
    await nothingToDo(lab);
  });

  it("rotated secrets of cluster and Pi-hole, without a lost query", async () => {
    const secrets = {
      clusterSecret: "another-cluster-secret-000000000001",
      piholePassword: "another-password",
    };
    await lossless(lab, qps, () => configured(lab, leader, secrets, roll, "--secret"));
    await lossless(lab, qps, roll);
    await nothingToDo(lab);
  });

  it("another VRRP password, which the nodes cannot hear each other by, without a lost query or two leaders", async () => {
    await withSite(lab, { vrrpVersion: 2, advertInterval: 1 }, async () => {
      await lossless(lab, qps, roll);
      await lossless(lab, qps, () => configured(lab, leader, { vrrpPassword: "an0ther8" }, roll, "--secret"));
      await lossless(lab, qps, roll);
      assert.equal(changed((await up(lab, leader.name)).changes), 0);
    });
    await lossless(lab, qps, roll);
    await nothingToDo(lab);
  });

  it("other priorities: the VIP goes to the node that has the highest, without a lost query", async () => {
    const [first, second] = lab.nodes as [LabNode, LabNode];
    await lossless(lab, qps, () =>
      configured(lab, second, { priority: "200" }, async () => {
        await up(lab, second.name);
        await awaitLeader(second);
        await up(lab, first.name);
        await allReady(lab);
      }),
    );
    await lossless(lab, qps, async () => {
      await up(lab, second.name);
      await up(lab, first.name);
      await awaitLeader(first);
    });
    await allReady(lab);
    await nothingToDo(lab);
  });
});
