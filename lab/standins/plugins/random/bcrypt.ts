import { randomBytes } from "node:crypto";
import { piWords } from "./pi";

const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const boxWords = 256;
const subkeys = 18;

/** The bcrypt hash (`$2a$`, of the first 72 bytes) of a text; `cost` is the base-2 logarithm of its rounds. */
export function bcrypt(text: string, salt: Uint8Array = randomBytes(16), cost = 10): string {
  const key = words([...Buffer.from(text).subarray(0, 72), 0].slice(0, 72), subkeys);
  const salted = words([...salt], 4);
  const cipher = new Blowfish();
  cipher.expand(key, salted);
  const nothing = new Uint32Array(4);
  const saltKey = Uint32Array.from({ length: subkeys }, (_, index) => salted[index % 4]!);
  for (let round = 0; round < 2 ** cost; round++) {
    cipher.expand(key, nothing);
    cipher.expand(saltKey, nothing);
  }
  const block = words([...Buffer.from("OrpheanBeholderScryDoubt")], 6);
  for (let time = 0; time < 64; time++) for (let at = 0; at < 6; at += 2) cipher.encrypt(block, at);
  const digest = [...block].flatMap((word) => [
    word >>> 24,
    (word >>> 16) & 255,
    (word >>> 8) & 255,
    word & 255,
  ]);
  return `$2a$${String(cost).padStart(2, "0")}$${encode([...salt])}${encode(digest.slice(0, 23))}`;
}

class Blowfish {
  private readonly p: Uint32Array;
  private readonly s: Uint32Array;

  constructor() {
    const tables = initialTables();
    this.p = tables.slice(0, subkeys);
    this.s = tables.slice(subkeys);
  }

  /** Mixes a key into the subkeys, then replaces all tables with the chained encryption of the salt. */
  expand(key: Uint32Array, salt: Uint32Array): void {
    for (let index = 0; index < subkeys; index++) this.p[index]! ^= key[index]!;
    const block = new Uint32Array(2);
    let at = 0;
    for (const table of [this.p, this.s]) {
      for (let index = 0; index < table.length; index += 2) {
        block[0]! ^= salt[at]!;
        block[1]! ^= salt[at + 1]!;
        at = (at + 2) % 4;
        this.encrypt(block, 0);
        table[index] = block[0]!;
        table[index + 1] = block[1]!;
      }
    }
  }

  encrypt(block: Uint32Array, at: number): void {
    const { p, s } = this;
    let left = block[at]! ^ p[0]!;
    let right = block[at + 1]!;
    for (let round = 1; round <= 16; round++) {
      const sum = (s[left >>> 24]! + s[boxWords + ((left >>> 16) & 255)]!) | 0;
      const mixed = ((sum ^ s[2 * boxWords + ((left >>> 8) & 255)]!) + s[3 * boxWords + (left & 255)]!) | 0;
      [left, right] = [right ^ mixed ^ p[round]!, left];
    }
    block[at] = right ^ p[17]!;
    block[at + 1] = left;
  }
}

let tables: Uint32Array | undefined;
const initialTables = (): Uint32Array => (tables ??= piWords(subkeys + 4 * boxWords));

/** Big-endian words from bytes that repeat until the words are full. */
function words(bytes: readonly number[], count: number): Uint32Array {
  const byte = (index: number) => bytes[index % bytes.length]!;
  return Uint32Array.from({ length: count }, (_, index) =>
    [0, 1, 2, 3].reduce((word, offset) => ((word << 8) | byte(index * 4 + offset)) >>> 0, 0),
  );
}

/** bcrypt's own base64: another alphabet, no padding. */
function encode(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,6}/g) ?? []).map((six) => alphabet[parseInt(six.padEnd(6, "0"), 2)]).join("");
}
