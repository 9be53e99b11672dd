import assert from "node:assert/strict";
import fc from "fast-check";
import { addressNumber, addressText, parseRange, partsOf } from "../../../../components/config/dhcp-range";

const text = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  `${addressText(from)}-${addressText(to)}`;

describe("the range of DHCP", () => {
  it("is divided between the nodes", () => {
    const range = parseRange("192.168.8.30-192.168.8.199");
    assert.deepEqual(
      [0, 1, 2].map((place) => text(partsOf(range, place, 3).own)),
      ["192.168.8.30-192.168.8.85", "192.168.8.86-192.168.8.142", "192.168.8.143-192.168.8.199"],
    );
    assert.deepEqual(partsOf(range, 1, 3).others.map(text), [
      "192.168.8.30-192.168.8.85",
      "192.168.8.143-192.168.8.199",
    ]);
  });

  it("has no address in two nodes' own parts, and none outside", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 1, max: 5 }),
        (begin, size, nodes) => {
          const from = addressNumber("10.0.0.1") + begin;
          const range = { from, to: from + size };
          const parts = Array.from({ length: nodes }, (_, place) => partsOf(range, place, nodes).own);
          const ends = parts.filter((part) => part.from <= part.to).flatMap((part) => [part.from, part.to]);
          assert.deepEqual(
            ends,
            [...ends].sort((a, b) => a - b),
          );
          assert.equal(ends.filter((end) => [0, 255].includes(end % 256)).length, 0);
          assert.ok(ends.every((end) => end >= range.from && end <= range.to));
          const owns = parts.filter((part) => part.from <= part.to);
          assert.ok(owns.every((part, i) => i === 0 || part.from > owns[i - 1]!.to));
        },
      ),
    ));
});
