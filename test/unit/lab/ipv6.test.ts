import assert from "node:assert/strict";
import { hasIpv6, subnet6Of, twin6 } from "../../../lab/ipv6";

describe("IPv6 of the lab", () => {
  it("is there if it is asked for, or was in an earlier run", () => {
    assert.equal(hasIpv6(undefined, undefined), false);
    assert.equal(hasIpv6(undefined, "1"), true);
    assert.equal(hasIpv6("0", "1"), false);
    assert.throws(() => hasIpv6("yes", undefined), /LAB_IPV6 is "yes"/);
  });

  it("has a subnet of its own for each of IPv4, and a twin for each address", () => {
    assert.equal(subnet6Of("10.98.7.0/24"), "fd00:a62:7::/64");
    assert.equal(twin6("fd00:a62:7::/64", "10.98.7.250"), "fd00:a62:7::250");
  });
});
