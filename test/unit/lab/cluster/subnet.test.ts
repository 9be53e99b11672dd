import assert from "node:assert/strict";
import { clashOf, decide, type Route } from "../../../../lab/cluster/subnet";

const home: Route[] = [
  { dst: "default", dev: "eth0" },
  { dst: "192.168.1.0/24", dev: "eth0" },
  { dst: "192.168.1.5", dev: "eth0" },
];
const committed = "192.168.8.0/24";

describe("lab/cluster/subnet", () => {
  describe("clashOf", () => {
    it("sees a route into the subnet, to a part of it, and to more than it", () => {
      for (const dst of [
        "192.168.8.0/24",
        "192.168.8.128/25",
        "192.168.8.7",
        "192.168.0.0/16",
        "192.0.0.0/2",
      ]) {
        assert.equal(clashOf(committed, [...home, { dst, dev: "wg0" }])?.dst, dst);
      }
    });
    it("sees none in a default route, in halves of the world, or in neighbours", () => {
      const routes = ["default", "0.0.0.0/1", "128.0.0.0/1", "192.168.9.0/24", "192.168.7.255"];
      assert.equal(
        clashOf(
          committed,
          routes.map((dst) => ({ dst })),
        ),
        undefined,
      );
    });
  });

  describe("decide", () => {
    it("takes the committed subnet where it is free, and gives no reason", () => {
      assert.deepEqual(decide(committed, undefined, undefined, home), { subnet: committed });
    });
    it("takes another one where the committed one is in use, and says why", () => {
      const choice = decide(committed, undefined, undefined, [...home, { dst: committed, dev: "eth1" }]);
      assert.equal(choice.subnet, "192.168.208.0/24");
      assert.match(choice.why ?? "", /192\.168\.8\.0\/24 is in use.*through eth1/);
    });
    it("goes on to 10.98.0.0/24 where all of 192.168 is in use", () => {
      const choice = decide(committed, undefined, undefined, [{ dst: "192.168.0.0/16", dev: "tun0" }]);
      assert.equal(choice.subnet, "10.98.0.0/24");
    });
    it("keeps what an earlier run took", () => {
      assert.equal(decide(committed, undefined, "192.168.209.0/24", home).subnet, "192.168.209.0/24");
    });
    it("leaves what an earlier run took when it is in use by now", () => {
      const choice = decide(committed, undefined, "192.168.208.0/24", [{ dst: "192.168.208.0/24" }]);
      assert.equal(choice.subnet, "192.168.209.0/24");
    });
    it("puts LAB_SUBNET before everything", () => {
      assert.equal(decide(committed, "10.1.2.0/24", "192.168.209.0/24", home).subnet, "10.1.2.0/24");
    });
    it("refuses a LAB_SUBNET that is in use, rather than take another", () => {
      assert.throws(
        () => decide(committed, "192.168.1.0/24", undefined, home),
        /LAB_SUBNET.*route to 192\.168\.1\.0\/24/,
      );
    });
    it("refuses a LAB_SUBNET that is no /24", () => {
      for (const asked of ["10.0.0.0/8", "10.1.2.3/24", "lan", ""]) {
        assert.throws(() => decide(committed, asked, undefined, home), /expected a \/24/);
      }
    });
    it("says so when nothing is free", () => {
      const all = ["192.168.0.0/16", "10.0.0.0/8"].map((dst) => ({ dst }));
      assert.throws(() => decide(committed, undefined, undefined, all), /Set LAB_SUBNET/);
    });
  });
});
