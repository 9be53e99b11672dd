import assert from "node:assert/strict";
import { parseAddressLine } from "../../../../lab/cluster/address-line";

describe("address line", () => {
  it("reads a listed address", () => {
    const line = "3: vrrp.51    inet 192.168.8.250/32 scope global vrrp.51\\       valid_lft forever";
    assert.deepEqual(parseAddressLine(line), { address: "192.168.8.250", link: "3", deleted: false });
  });

  it("reads the coming and going of one, with its stamp as UTC", () => {
    const line =
      "[2026-11-21T03:12:37.329701] Deleted 3: vrrp.51    inet 192.168.8.250/32 scope global vrrp.51\\  x";
    assert.deepEqual(parseAddressLine(line), {
      address: "192.168.8.250",
      link: "3",
      deleted: true,
      wallMs: Date.UTC(2026, 10, 21, 3, 12, 37, 329),
    });
    assert.equal(parseAddressLine(line.replace("Deleted ", ""))?.deleted, false);
  });

  it("takes no other line for one", () => {
    assert.equal(parseAddressLine("attached"), undefined);
    assert.equal(parseAddressLine("3: eth0    inet6 fe80::1/64 scope link"), undefined);
  });
});
