import { crc32, deflateRawSync } from "node:zlib";

/** An archive as Pi-hole exports one, with this pihole.toml and another file before it. */
export function exported(settings: string, stored = false): Buffer {
  const entries = [
    { name: "etc/hosts", content: Buffer.from("127.0.0.1 localhost\n") },
    { name: "etc/pihole/pihole.toml", content: Buffer.from(settings) },
  ];
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content } of entries) {
    const packed = stored ? content : deflateRawSync(content);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(stored ? 0 : 8, 4);
    about.writeUInt32LE(crc32(content), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(name.length, 22);
    const file = Buffer.concat([Buffer.from("PK\x03\x04"), about, Buffer.from(name), packed]);
    const offset = Buffer.alloc(4);
    offset.writeUInt32LE(at);
    const version = Buffer.from([20, 0]);
    directory.push(
      Buffer.concat([Buffer.from("PK\x01\x02"), version, about, Buffer.alloc(10), offset, Buffer.from(name)]),
    );
    files.push(file);
    at += file.length;
  }
  const size = directory.reduce((sum, each) => sum + each.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, ...directory, Buffer.from("PK\x05\x06"), end]);
}

/** The request by which Pi-hole's page imports an archive; `wanted` says what of it. */
export function imported(
  archive: Buffer,
  wanted?: unknown,
): { readonly type: string; readonly body: Buffer } {
  const boundary = "----geckoformboundary4f1";
  const part = (head: string, content: Buffer): Buffer[] => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    content,
    Buffer.from("\r\n"),
  ];
  const body = Buffer.concat([
    ...(wanted === undefined ? [] : part('name="import"', Buffer.from(JSON.stringify(wanted)))),
    ...part('name="file"; filename="export.zip"', archive),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}
