import { pipeline as pipe, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { Header, Parser, type ReadEntry } from "tar";

type Bytes = AsyncIterable<Uint8Array>;

/** A file of the archive. Its size has to be known before its content. */
export interface ArchiveMember {
  readonly name: string;
  readonly size: number;
  readonly content: Bytes;
}

const block = 512;

/** Packs members as tar.gz, one after another, without ever holding one of them whole. */
export const packedTar = (members: AsyncIterable<ArchiveMember>): Bytes =>
  // The reader gets the error.
  pipe(Readable.from(tar(members)), createGzip(), () => undefined);

async function* tar(members: AsyncIterable<ArchiveMember>): AsyncGenerator<Uint8Array> {
  for await (const { name, size, content } of members) {
    const header = new Header({
      path: name,
      size,
      mode: 0o600,
      type: "File",
      mtime: new Date(0),
      uid: 0,
      gid: 0,
    });
    const head = Buffer.alloc(block);
    if (header.encode(head, 0)) throw new Error(`${name}: too long a name for the archive`);
    yield head;
    let length = 0;
    for await (const piece of content) {
      length += piece.length;
      yield piece;
    }
    if (length !== size) throw new Error(`${name}: has changed meanwhile (${length} bytes, not ${size})`);
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

/**
 * Goes through a tar.gz, member by member; `visit` may read a member's content, and the archive waits for it. Rejects if
 * it is damaged or ends early, or if `visit` does.
 */
export async function unpackedTar(
  archive: Bytes,
  visit: (member: ArchiveMember) => Promise<void>,
): Promise<void> {
  let trouble: Error | undefined;
  let ended = false;
  let visits = Promise.resolve();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      const content = entry as unknown as Bytes;
      visits = visits
        .then(() => (trouble ? undefined : visit({ name: entry.path, size: entry.size, content })))
        .catch((error: unknown) => void (trouble ??= error as Error))
        // Skips what `visit` has not read: the next member follows it.
        .finally(() => entry.resume());
    },
  });
  parser.on("eof", () => (ended = true));
  await pipeline(Readable.from(archive), createGunzip(), async (source: Bytes) => {
    for await (const piece of source) {
      if (trouble) throw trouble;
      if (!parser.write(Buffer.from(piece))) await new Promise((resolve) => parser.once("drain", resolve));
    }
    await new Promise<void>((resolve, reject) => {
      parser.once("end", resolve).once("error", reject);
      parser.end();
    });
  });
  await visits;
  if (trouble) throw trouble;
  if (!ended) throw new Error("the archive ends too early");
}
