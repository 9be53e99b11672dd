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
    assert.equal(await a.look(), "not-mine");
    await a.claim();
    await sees(a, "mine", 3_000);
    assert.equal(await b.look(), "not-mine");
  });

  it("goes to the later claimer where the hosts do not hear each other, and stays there", async () => {
    await lan.part();
    await b.claim();
    await sees(a, "not-mine", 3_000);
    await sees(b, "mine", 1_000);
    // The old holder's own traffic, from its own address and from that one, does not bring it back.
    for (let look = 0; look < 2; look++) {
      await lan.sh("a", "ip neigh flush all");
      assert.equal(await a.look(), "not-mine");
      assert.equal(await b.look(), "mine");
    }
  });
});
