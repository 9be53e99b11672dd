import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

/*
 * A backup is an age file that a passphrase opens (age-encryption.org), so that it can be opened without this program as
 * well: age -d FILE | tar -tz
 */

type Bytes = AsyncIterable<Uint8Array>;

const asWeb = (source: Bytes): globalThis.ReadableStream<Uint8Array> =>
  Readable.toWeb(Readable.from(source)) as globalThis.ReadableStream<Uint8Array>;

/** Encrypts a stream; what comes out is never longer in memory than a piece of it. */
export async function encrypted(
  source: Bytes,
  passphrase: string,
  /** Each guess of the passphrase costs 2^effort: at 18, about a second. The file says what it has. */
  effort = 18,
): Promise<Bytes> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(effort);
  return (await encrypter.encrypt(asWeb(source))) as ReadableStream<Uint8Array>;
}

/** Decrypts a stream. Rejects, at once or on the way, if the passphrase is another, or a byte has been changed or lost. */
export async function decrypted(source: Bytes, passphrase: string): Promise<Bytes> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return (await decrypter.decrypt(asWeb(source))) as ReadableStream<Uint8Array>;
}
