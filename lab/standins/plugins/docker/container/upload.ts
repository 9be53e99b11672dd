import { readFile } from "node:fs/promises";
import type { Upload } from "./inputs";

/** A tar archive of one upload, to be unpacked in the container's root. Throws where its source cannot be read. */
export async function uploadArchive(upload: Upload, now: Date): Promise<Buffer> {
  const content =
    upload.content !== undefined
      ? Buffer.from(upload.content)
      : upload.contentBase64 !== undefined
        ? Buffer.from(upload.contentBase64, "base64")
        : await readFile(upload.source ?? "");
  return archive(upload.file.replace(/^\/+/, ""), modeOf(upload), content, now);
}

/** Octal permissions come first, then `executable`. */
export const modeOf = ({ permissions, executable }: Upload): number =>
  permissions ? parseInt(permissions, 8) : executable ? 0o744 : 0o644;

const block = 512;

/** One file in the POSIX tar format, owned by root. */
function archive(path: string, mode: number, content: Buffer, now: Date): Buffer {
  const header = Buffer.alloc(block);
  const [prefix, name] = split(path);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  header.write(name, 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(Math.floor(now.getTime() / 1000), 12), 136);
  header.write("        ", 148); // The sum is made with blanks in its own place.
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const padding = Buffer.alloc((block - (content.length % block)) % block);
  return Buffer.concat([header, content, padding, Buffer.alloc(2 * block)]);
}

/** The format holds 100 bytes of a name and 155 of the folders before it. */
function split(path: string): [string, string] {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return [prefix, name];
  }
  throw new Error(`the path ${path} is too long to upload to`);
}
