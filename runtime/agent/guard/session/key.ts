import { createHmac, hkdfSync } from "node:crypto";

/** What opens Pi-hole's page. */
export interface WayIn {
  readonly password: string;
  readonly totpSecret: string;
  readonly appHash: string;
}

/**
 * The key of the cluster's sessions; for nothing else. It changes with what opens the page, so that all sessions end
 * with it, as they do in Pi-hole.
 */
export function sessionKey(clusterSecret: string, { password, totpSecret, appHash }: WayIn): Buffer {
  const key = Buffer.from(hkdfSync("sha256", clusterSecret, "", "ha-dns page sessions", 32));
  return createHmac("sha256", key)
    .update(JSON.stringify([password, totpSecret, appHash]))
    .digest();
}
