import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import fc from "fast-check";
import { decrypted, encrypted } from "../../../../cli/backup/encryption";
import { packedTar, unpackedTar, type ArchiveMember } from "../../../../cli/backup/tar-stream";

type Files = readonly (readonly [string, Uint8Array])[];

async function* membersOf(files: Files, claims?: number): AsyncGenerator<ArchiveMember> {
  for (const [name, content] of files)
    yield await Promise.resolve({ name, size: claims ?? content.length, content: Readable.from([content]) });
}

async function filesIn(archive: AsyncIterable<Uint8Array>): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  await unpackedTar(archive, async ({ name, content }) => void found.push([name, await buffer(content)]));
  return found;
}

const word = "correct horse battery";
/** A guess may be cheap here. */
const quick = 8;
const whole = async (files: Files) => buffer(await encrypted(packedTar(membersOf(files)), word, quick));

describe("a backup's archive", () => {
  it("gives back every file, whatever its size and bytes are", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3_000 }), { minLength: 1, maxLength: 6 }),
        async (contents) => {
          const files = contents.map((content, i) => [`part/${i}`, content] as const);
          const found = await filesIn(packedTar(membersOf(files)));
          assert.deepEqual(
            found.map(([name, content]) => [name, [...content]]),
            files.map(([name, content]) => [name, [...content]]),
          );
        },
      ),
      { numRuns: 40 },
    ));

  it("is not made of a file that changes while it is read", async () => {
    const members = membersOf([["a", Buffer.alloc(10)]], 11);
    await assert.rejects(
      buffer(Readable.from(packedTar(members))),
      /a: has changed meanwhile \(10 bytes, not 11\)/,
    );
  });

  it("waits until a file has been taken, and fails with whoever takes it", async () => {
    const files = [
      ["a", Buffer.alloc(3_000_000, 1)],
      ["b", Buffer.from("x")],
    ] as const;
    const failing = unpackedTar(packedTar(membersOf(files)), () => Promise.reject(new Error("disk full")));
    await assert.rejects(failing, /disk full/);
    assert.deepEqual(
      (await filesIn(packedTar(membersOf(files)))).map(([name, content]) => [name, content.length]),
      [
        ["a", 3_000_000],
        ["b", 1],
      ],
    );
  });
});

describe("a sealed backup", () => {
  const files = [["secret", Buffer.from("the-cluster-secret".repeat(20))]] as const;

  it("is opened by its passphrase, and shows nothing without", async () => {
    const sealedBytes = await whole(files);
    assert.ok(!sealedBytes.includes("the-cluster-secret"));
    assert.match(sealedBytes.subarray(0, 22).toString("latin1"), /^age-encryption.org\/v1\n/);
    const found = await filesIn(await decrypted(Readable.from([sealedBytes]), word));
    assert.deepEqual(found, [["secret", files[0][1]]]);
    await assert.rejects(decrypted(Readable.from([sealedBytes]), "another passphrase"));
  });

  it("is refused if a byte of it is changed, or its end is missing", async () => {
    const noise = Buffer.from(Array.from({ length: 200_000 }, () => Math.floor(Math.random() * 256)));
    const sealedBytes = await whole([["a", noise]]);
    const changed = Buffer.from(sealedBytes);
    changed[150_000]! ^= 1;
    for (const bytes of [changed, sealedBytes.subarray(0, 150_000), sealedBytes.subarray(0, -1)])
      await assert.rejects(async () => filesIn(await decrypted(Readable.from([bytes]), word)));
  });
});
