import { createHash, createPrivateKey, createPublicKey } from "node:crypto";

/** Ed25519 (RFC 8080). Its signatures are deterministic: two nodes that sign the same zone write the same bytes. */
const algorithm = 15;
const digestType = 2;
/** A key of the zone that is a secure entry point too: one key signs everything. */
const flags = 257;

/** One key of a zone, without its secret. */
export interface ZoneKey {
  /** How often the key was rolled, from 1. */
  readonly n: number;
  readonly tag: number;
  /** The data of its DNSKEY record. */
  readonly dnskey: string;
  /** The data of the DS record that validators trust it by. */
  readonly ds: string;
}

/** PKCS #8 for an Ed25519 key, up to the seed (RFC 8410). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

function publicOf(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}

/** The key number `n` of `zone`, from the 32 bytes of its seed. */
export function zoneKey(zone: string, n: number, seed: Buffer): ZoneKey {
  const publicKey = publicOf(seed);
  const rdata = Buffer.concat([Buffer.from([flags >> 8, flags & 0xff, 3, algorithm]), publicKey]);
  const tag = tagOf(rdata);
  const digest = createHash("sha256")
    .update(Buffer.concat([wireName(zone), rdata]))
    .digest("hex");
  return {
    n,
    tag,
    dnskey: `${flags} 3 ${algorithm} ${publicKey.toString("base64")}`,
    ds: `${tag} ${algorithm} ${digestType} ${digest}`,
  };
}

/** RFC 4034, appendix B. */
function tagOf(rdata: Buffer): number {
  let sum = 0;
  rdata.forEach((byte, i) => (sum += i % 2 === 0 ? byte << 8 : byte));
  return (sum + (sum >> 16)) & 0xffff;
}

const wireName = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .toLowerCase()
      .split(".")
      .map((label) => Buffer.from([label.length, ...Buffer.from(label, "latin1")])),
    Buffer.from([0]),
  ]);

const seedLine = "PrivateKey: ";

/** The secret as ldns and BIND read it. */
export const privateKeyFile = (seed: Buffer): string =>
  `Private-key-format: v1.2\nAlgorithm: ${algorithm} (ED25519)\n${seedLine}${seed.toString("base64")}\n`;

/** The data of the DNSKEY record of such a file; undefined if there is no such key in it. */
export function dnskeyOfFile(text: string): string | undefined {
  const line = text.split("\n").find((one) => one.startsWith(seedLine));
  const seed = Buffer.from(line?.slice(seedLine.length) ?? "", "base64");
  return seed.length === 32 ? zoneKey("", 0, seed).dnskey : undefined;
}
