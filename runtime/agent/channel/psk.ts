/**
 * The agents' channel: TLS with a key that the deployment derives from the cluster secret and gives to every node, so
 * that each end knows the other for a node of the cluster before a byte of HTTP. With an elliptic-curve exchange, so that
 * a key that gets known later does not open what was recorded. TLS 1.2, since Node.js takes such keys by callback for
 * that version alone.
 */
export const channelTls = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const;

/** TLS ends with an alert if the two ends have different keys. */
export const isForeign = (error: unknown): boolean =>
  error instanceof Error && /bad record mac|decrypt|handshake failure/i.test(error.message);
