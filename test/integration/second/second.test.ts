import assert from "node:assert/strict";
import { SecondLan } from "./lan";
import { delayMs, during, nothingLost, twoNodes } from "./two-nodes";

twoNodes(4);

describe("the second answer of three nodes", function () {
  this.timeout(120_000);
  const lan = new SecondLan(3, delayMs);

  before(async function () {
    this.timeout(600_000);
    await lan.start();
  });
  after(() => lan.stop());
  beforeEach(async () => {
    await lan.reset();
    await lan.leads(1);
    await lan.copied(1, 2, 3);
    await lan.copied(2, 3);
  });

  it("comes from the next node by rank, and the third one is not asked", async () => {
    const seen = await during(lan, () => lan.signalDns(1, "KILL"));
    nothingLost(seen);
    assert.deepEqual([seen.by[2], await lan.asked(3)], [0, 0]);
  });

  it("leaves the VIP at its own MAC for a client that the leader has to look for", async () => {
    for (let round = 0; round < 3; round += 1) {
      await lan.inside(1, "ip neigh flush dev eth0");
      const before = await lan.receivedAtVip(1);
      const { sent } = await lan.stream(0.2);
      assert.ok((await lan.receivedAtVip(1)) - before >= sent, "queries came by the node's own MAC");
    }
  });

  it("comes from the third one if the second fails as well", async () => {
    const seen = await during(lan, async () => {
      await lan.signalDns(2, "KILL");
      await lan.signalDns(1, "KILL");
    });
    nothingLost(seen);
    assert.ok(seen.by[2]! > 0);
  });
});
