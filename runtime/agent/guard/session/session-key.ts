import { createHmac } from "node:crypto";

/** What opens Pi-hole's page. */
export interface PageSecrets {
  readonly password: string;
  readonly totpSecret: string;
  readonly appHash: string;
}

/**
 * The key that signs sessions, from the cluster's key for them. It changes with what opens the page, so that all sessions end
 * with it, as they do in Pi-hole.
 */
export function sessionKey(ofCluster: Buffer, { password, totpSecret, appHash }: PageSecrets): Buffer {
  return createHmac("sha256", ofCluster)
    .update(JSON.stringify([password, totpSecret, appHash]))
    .digest();
}
