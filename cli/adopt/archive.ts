import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { fromBufferPromise } from "yauzl";
import { errorText } from "../../runtime/contract/error-text";

/** What an archive may hold. A Teleporter's has kilobytes; somebody else may have made this one. */
export interface Bounds {
  readonly entries: number;
  /** Bytes of all that is unpacked. */
  readonly bytes: number;
  /** Unpacked bytes for one that is packed. Text packs by 20; what is built to do harm, by 1,000. */
  readonly ratio: number;
}

export const archiveBounds: Bounds = { entries: 200, bytes: 64 * 1024 * 1024, ratio: 250 };

/** Below this size the ratio is not checked: a small file may pack very well. */
const smallBytes = 1024 * 1024;

/** Counts what an archive unpacks to. Throws as soon as it is too much. */
class Counter {
  private entries = 0;
  private bytes = 0;

  constructor(
    private readonly packed: number,
    private readonly bounds: Bounds,
  ) {}

  entry(): void {
    if (++this.entries > this.bounds.entries)
      throw new Error(`it has more than ${this.bounds.entries} files`);
  }

  add(bytes: number): void {
    this.bytes += bytes;
    const { bytes: most, ratio } = this.bounds;
    if (this.bytes > most) throw new Error(`it unpacks to more than ${most / 1024 / 1024} MB`);
    if (this.bytes > smallBytes && this.bytes > this.packed * ratio)
      throw new Error(`it unpacks to more than ${ratio} times its size`);
  }
}

/** The files of an archive by their path in it. */
export type ArchiveFiles = ReadonlyMap<string, Buffer>;

/** Unpacks in memory; nothing is written. Rejects if it is damaged, or larger than `bounds`. */
export async function unzipped(archive: Buffer, bounds = archiveBounds): Promise<ArchiveFiles> {
  try {
    const counter = new Counter(archive.length, bounds);
    const files = new Map<string, Buffer>();
    const zip = await fromBufferPromise(archive, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      counter.entry();
      counter.add(entry.uncompressedSize);
      if (entry.fileName.endsWith("/")) continue;
      // Ends with an error if there is more than the entry says.
      const content = await buffer(await zip.openReadStreamPromise(entry));
      if (crc32(content) !== entry.crc32) throw new Error(`${entry.fileName} is damaged`);
      files.set(entry.fileName, content);
    }
    return files;
  } catch (error) {
    throw new Error(`this zip archive cannot be unpacked: ${errorText(error)}`, { cause: error });
  }
}

/** The same for a tar archive that gzip has packed. Links and devices in it are not followed. */
export async function untarred(archive: Buffer, bounds = archiveBounds): Promise<ArchiveFiles> {
  const files = new Map<string, Buffer>();
  const counter = new Counter(archive.length, bounds);
  try {
    await new Promise<void>((resolve, reject) => {
      const parser = new Parser({
        strict: true,
        onReadEntry: (entry: ReadEntry) => {
          const pieces: Buffer[] = [];
          entry.on("data", (piece: Buffer) => void pieces.push(piece));
          entry.on("end", () => {
            if (entry.type === "File" || entry.type === "OldFile")
              files.set(entry.path.replace(/^\.\//, ""), Buffer.concat(pieces));
          });
          try {
            counter.entry();
            counter.add(entry.size);
          } catch (error) {
            reject(error as Error);
            parser.abort(error as Error);
          }
        },
      });
      parser.on("end", () => resolve());
      parser.on("error", reject);
      parser.end(archive);
    });
  } catch (error) {
    throw new Error(`this tar archive cannot be unpacked: ${errorText(error)}`, { cause: error });
  }
  if (files.size === 0) throw new Error("this tar archive cannot be unpacked: there is no file in it");
  return files;
}
