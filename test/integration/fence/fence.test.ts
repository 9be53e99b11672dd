import assert from "node:assert/strict";
import type { RouterFence } from "../../../runtime/data/fence/fence";
import { Lan, sees } from "./lan";

describe("fence by the router", function () {
  this.timeout(120_000);
  const lan = new Lan();
  let a: RouterFence;
  let b: RouterFence;

  before(async () => {
    await lan.start();
    a = lan.fence("a");
    b = lan.fence("b");
  });

  after(() => lan.stop());

  it("is nobody's before the first claim, and then the claimer's", async () => {
    assert.equal(await a.look("writer"), "nobody");
    await a.claim();
    await sees(a, "mine", 3_000);
    assert.equal(await b.look("writer"), "not-mine");
  });

  it("goes to the later claimer where the hosts do not hear each other, and stays there", async () => {
    await lan.part();
    await b.claim();
    await sees(a, "nobody", 5_000);
    await sees(b, "mine", 1_000);
    // The old holder's own traffic, from its own address and from that one, does not bring it back.
    for (let look = 0; look < 2; look++) {
      await lan.sh("a", "ip neigh flush all");
      assert.equal(await a.look("writer"), "nobody");
      assert.equal(await b.look("writer"), "mine");
    }
  });

  it("tells a device that is no peer's host from one that is, and from none", async () => {
    await lan.join();
    await b.release();
    const alone = lan.fence("a", false);
    await alone.claim();
    await sees(alone, "mine", 5_000);
    await b.claim();
    await sees(b, "mine", 5_000);
    assert.equal(await a.look("writer"), "not-mine");
    assert.equal(await alone.look("writer"), "stranger");
    const mac = (await lan.sh("b", "cat /sys/class/net/eth0/address")).trim();
    assert.equal(alone.stranger, mac);
    assert.equal(await b.look("claimer"), "shared", "the other host has the address as well");
    assert.equal(await b.look("writer"), "mine");
    // It has told the router so, and is gone.
    await b.release();
    await alone.claim();
    await sees(alone, "mine", 5_000);
    assert.equal(await alone.look("claimer"), "mine");
  });
});
