import { hkdfSync } from "node:crypto";

/**
 * A 256-bit key for one purpose (HKDF, SHA-256). It tells nothing of the secret or of any other key. The purpose is part
 * of the derivation: another text is another key on every node.
 */
export const keyFor = (secret: string | Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", `ha-dns ${purpose}`, 32));
