import { createHash } from "node:crypto";

/** A short digest of texts. Not for secrets: see `secretRevision`. */
export const shortDigest = (...texts: readonly string[]): string =>
  createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
