import { inflateRawSync } from "node:zlib";
import { parsed } from "../../common/json";

const settingsFile = "etc/pihole/pihole.toml";
/** Larger than any pihole.toml; a few bytes can be made to unpack to gigabytes. */
const longestSettings = 8 * 1024 * 1024;

/**
 * The pihole.toml that a Teleporter import brings, a multipart body with a zip archive; undefined if it brings none, or
 * its settings are not to be imported, or it is nothing that Pi-hole would import.
 */
export function importedSettings(contentType: string, body: Buffer): string | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const parts = partsOf(body, boundary);
  const wanted = parsed(parts.get("import")?.toString("utf8") ?? "");
  if (typeof wanted === "object" && wanted !== null && !("config" in wanted && wanted.config === true))
    return undefined;
  const archive = parts.get("file");
  try {
    return archive && unzipped(archive, settingsFile)?.toString("utf8");
  } catch {
    return undefined; // No archive that can be read: Pi-hole says what is wrong with it.
  }
}

/** A multipart body's parts, by the name of their field. */
function partsOf(body: Buffer, boundary: string): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const mark = Buffer.from(`--${boundary}`);
  for (let from = body.indexOf(mark); from >= 0;) {
    const next = body.indexOf(mark, from + mark.length);
    if (next < 0) break;
    const part = body.subarray(from + mark.length + 2, next - 2);
    const head = part.indexOf("\r\n\r\n");
    const name = /name="([^"]*)"/i.exec(part.subarray(0, Math.max(0, head)).toString("utf8"))?.[1];
    if (name !== undefined) parts.set(name, part.subarray(head + 4));
    from = next;
  }
  return parts;
}

/** One file of a zip archive, by the archive's central directory (APPNOTE 4.3); undefined if it is not in there. */
function unzipped(zip: Buffer, wanted: string): Buffer | undefined {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) return undefined;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      zip.readUInt16LE(at + field),
    );
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength!);
    if (name === wanted) return content(zip, zip.readUInt32LE(at + 42), zip.readUInt32LE(at + 20));
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return undefined;
}

function content(zip: Buffer, header: number, size: number): Buffer {
  const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const packed = zip.subarray(from, from + size);
  const isStored = zip.readUInt16LE(header + 8) === 0;
  return isStored ? packed : inflateRawSync(packed, { maxOutputLength: longestSettings });
}
