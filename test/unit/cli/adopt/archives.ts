import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { Header } from "tar";

/** A file of an archive, and what its directory may say of it instead of the truth. */
export interface Packed {
  readonly name: string;
  readonly content: Buffer;
  /** The unpacked size that the archive claims. */
  readonly claims?: number;
}

/** A zip archive of these files, each of them deflated. */
export function zip(files: readonly Packed[]): Buffer {
  const pieces: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, content, claims = content.length } of files) {
    const [path, packed] = [Buffer.from(name), deflateRawSync(content)];
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(claims, 18);
    about.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), about, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), about, tail, path]));
    pieces.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...pieces, directory, Buffer.from("PK\x05\x06"), end]);
}

/** A tar archive of these files, packed by gzip. */
export function tarGz(files: readonly Packed[]): Buffer {
  const block = 512;
  const pieces = files.flatMap(({ name, content, claims = content.length }) => {
    const header = new Header({ path: name, size: claims, mode: 0o644, type: "File", mtime: new Date(0) });
    const head = Buffer.alloc(block);
    header.encode(head, 0);
    return [head, content, Buffer.alloc((block - (content.length % block)) % block)];
  });
  return gzipSync(Buffer.concat([...pieces, Buffer.alloc(2 * block)]));
}
