import assert from "node:assert/strict";
import fc from "fast-check";
import { describeSize, parseSize } from "../../../../providers/zfs/size";

describe("a size", () => {
  it("is the same number in every spelling that ZFS takes", () => {
    for (const text of ["1G", "1g", "1GB", "1GiB", "1024M", "1048576K", "1073741824", "1073741824B", "1.0G"])
      assert.equal(parseSize(text), 1_073_741_824, text);
    assert.equal(parseSize("1.5K"), 1536);
    assert.equal(parseSize("0"), 0);
  });

  it("is refused where ZFS would not take it, or would round it", () => {
    for (const text of ["", "G", "1X", "-1G", "1 gigabyte", "1e9", "none", "iB", "1iB", "9000P"])
      assert.equal(parseSize(text), undefined, text);
  });

  it("reads back what it is described as, in bytes", () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (bytes) => {
        const [, said] = /(\d+) bytes\)?$/.exec(describeSize(bytes)) ?? [];
        return Number(said) === bytes && parseSize(String(bytes)) === bytes;
      }),
    );
    assert.equal(describeSize(1_610_612_736), "1.5 GiB (1610612736 bytes)");
    assert.equal(describeSize(700), "700 bytes");
  });
});
