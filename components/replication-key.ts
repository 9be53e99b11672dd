import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { deriveKey } from "./derived-keys";

/** A node's key pair for replication, as OpenSSH has it. */
export interface ReplicationKey {
  /** The text of the private key's file. */
  readonly privateKey: string;
  /** `ssh-ed25519 BASE64`. */
  readonly publicKey: string;
}

/**
 * A node's key pair, derived from the cluster secret: each stack knows its peers' public keys without waiting for
 * them, nothing more has to be remembered, and the keys change with the secret. The same input gives the same bytes.
 */
export function replicationKey(clusterSecret: string, node: string): ReplicationKey {
  const seed = deriveKey(clusterSecret, `replication ${node}`);
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(secret).export({ format: "der", type: "spki" });
  const raw = spki.subarray(-32);
  const publicBlob = Buffer.concat([field("ssh-ed25519"), field(raw)]);
  return {
    privateKey: openSsh(seed, raw, publicBlob, `ha-dns replication of ${node}`),
    publicKey: `ssh-ed25519 ${publicBlob.toString("base64")}`,
  };
}

/** What comes before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** A field of OpenSSH's binary formats: its length, and its bytes. */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** openssh-key-v1, not encrypted (PROTOCOL.key of OpenSSH). */
function openSsh(seed: Buffer, raw: Buffer, publicBlob: Buffer, comment: string): string {
  const check = createHash("sha256").update(seed).digest().subarray(0, 4);
  const body = Buffer.concat([
    check,
    check,
    field("ssh-ed25519"),
    field(raw),
    field(Buffer.concat([seed, raw])),
    field(comment),
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (body.length % 8)) % 8 }, (_, i) => i + 1));
  const one = Buffer.from([0, 0, 0, 1]);
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    field("none"),
    field("none"),
    field(""),
    one,
    field(publicBlob),
    field(Buffer.concat([body, padding])),
  ]);
  const lines = whole.toString("base64").match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
