import assert from "node:assert/strict";
import { hostOfHeader, isOwnHost } from "../../../../../../runtime/agent/page/log-in/own-host";

describe("the host that a page is asked for by", () => {
  it("is a name or an address of either family, without a port", () => {
    for (const [header, host] of [
      ["PI.hole:8080", "pi.hole"],
      ["192.168.8.250", "192.168.8.250"],
      ["[FD00:53::250]", "[fd00:53::250]"],
      ["[fd00:53::250]:443", "[fd00:53::250]"],
    ] as const)
      assert.equal(hostOfHeader(header), host);
  });

  it("is the cluster's own if it is one of its addresses", () => {
    const own = ["192.168.8.250", "[fd00:53::250]"];
    const isCertified = () => false;
    assert.ok(isOwnHost("[fd00:53::250]:80", own, isCertified));
    assert.ok(!isOwnHost("[fd00:53::251]", own, isCertified));
  });
});
