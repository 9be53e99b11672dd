import assert from "node:assert/strict";
import type { RouterFence } from "../../../runtime/data/fence/fence";
import { Lan, sees } from "../../integration/fence/lan";

describe("fence by the router, in every case", function () {
  this.timeout(120_000);
  const lan = new Lan();
  let a: RouterFence;
  let b: RouterFence;

  before(async () => {
    await lan.start();
    a = lan.fence("a");
    b = lan.fence("b");
    await b.claim();
  });

  after(() => lan.stop());

  it("is given back, and taken again", async () => {
    await b.release();
    await b.release();
    await a.claim();
    await sees(a, "mine", 3_000);
    assert.equal(await b.look("writer"), "not-mine");
  });

  it("says so where there is no router, and is the holder's again when it is back", async () => {
    await lan.power("router", false);
    await sees(a, "no-router", 4_000);
    await lan.power("router", true);
    await sees(a, "mine", 10_000);
  });

  it("is taken over from a host without power", async () => {
    await lan.power("a", false);
    await b.claim();
    await sees(b, "mine", 3_000);
  });
});
