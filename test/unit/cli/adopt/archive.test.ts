import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { untarred, unzipped } from "../../../../cli/adopt/archive";
import { tarGz, zip, type Packed } from "./archives";

const file = (name: string, text: string): Packed => ({ name, content: Buffer.from(text) });
const bounds = { entries: 3, bytes: 4 * 1024 * 1024, ratio: 50 };

for (const [kind, pack, unpack] of [
  ["zip", zip, unzipped],
  ["tar.gz", tarGz, untarred],
] as const)
  describe(`unpacking a ${kind} archive`, () => {
    it("gives each file by its path", async () => {
      const files = await unpack(pack([file("etc/a", "one"), file("b.json", "two")]));
      assert.deepEqual(
        [...files].map(([name, content]) => [name, content.toString()]),
        [
          ["etc/a", "one"],
          ["b.json", "two"],
        ],
      );
    });

    it("refuses more files than an export has", async () => {
      const archive = pack([file("a", ""), file("b", ""), file("c", ""), file("d", "")]);
      await assert.rejects(unpack(archive, bounds), /cannot be unpacked: it has more than 3 files/);
    });

    it("refuses more bytes than an export has", async () => {
      const noise = Buffer.from(Array.from({ length: 5 * 1024 * 1024 }, (_, i) => (i * i * 31) % 251));
      const archive = pack([{ name: "a", content: noise }]);
      await assert.rejects(unpack(archive, { ...bounds, ratio: 1e9 }), /unpacks to more than 4 MB/);
    });

    it("refuses what unpacks to far more than it is", async () => {
      const archive = pack([{ name: "a", content: Buffer.alloc(3 * 1024 * 1024) }]);
      await assert.rejects(unpack(archive, bounds), /unpacks to more than 50 times its size/);
    });

    it("refuses one that is cut off anywhere, and a file of another kind", async () => {
      const whole = pack([file("a", "x".repeat(3_000)), file("b", "y")]);
      for (const length of [0, 1, 21, Math.floor(whole.length / 2), whole.length - 9])
        await assert.rejects(unpack(whole.subarray(0, length)), /cannot be unpacked/, `${length} bytes`);
      await assert.rejects(unpack(Buffer.from("hello, world. ".repeat(100))), /cannot be unpacked/);
    });
  });

describe("unpacking a zip archive with a wrong size or checksum", () => {
  it("refuses a file that is longer than it says", async () => {
    const archive = zip([{ name: "a", content: Buffer.alloc(1_000_000, "a"), claims: 10 }]);
    await assert.rejects(unzipped(archive), /cannot be unpacked/);
  });

  it("refuses a file whose content is damaged", async () => {
    // Noise is packed as it is: that a byte of it is another is seen by its checksum alone.
    const archive = zip([{ name: "a", content: randomBytes(5_000) }]);
    archive[2_000]! ^= 1;
    await assert.rejects(unzipped(archive), /cannot be unpacked/);
  });
});
