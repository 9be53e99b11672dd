import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const periodSeconds = 30;
const codes = 1_000_000;

/**
 * The code of a two-factor login (RFC 6238, with SHA-1, 30 s and six digits, as Pi-hole has it) at `now`, unix time in
 * ms, or so many periods later. Throws if the secret is no base32 text.
 */
export function totpCode(secret: string, now: number, periodsLater = 0): number {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 1000 / periodSeconds) + periodsLater));
  const mac = createHmac("sha1", base32(secret)).update(counter).digest();
  return (mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff) % codes;
}

function base32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toUpperCase().replace(/=+$/, "")) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) throw new Error("the secret of two-factor login is no base32 text");
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
