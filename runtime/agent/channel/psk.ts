import { hkdfSync } from "node:crypto";

/**
 * The agents' channel: TLS with a key that both ends derive from the cluster secret, so that each knows the other for a
 * node of the cluster before a byte of HTTP. With an elliptic-curve exchange, so that a secret that gets known later
 * does not open what was recorded. TLS 1.2, since Node.js takes such keys by callback for that version alone.
 */
export const channelTls = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const;

/** The 256-bit key of the channel; from the secret alone, and of use for nothing else. */
export const channelKey = (clusterSecret: string): Buffer =>
  Buffer.from(hkdfSync("sha256", clusterSecret, "", "ha-dns agents' channel", 32));

/** TLS ends with an alert if the two ends have different keys. */
export const isForeign = (error: unknown): boolean =>
  error instanceof Error && /bad record mac|decrypt|handshake failure/i.test(error.message);
