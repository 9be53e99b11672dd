import { createHash } from "node:crypto";

export const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** The content after a line with its SHA-256, so that the reader on a host knows whether all of it arrived. */
export const withDigest = (content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${sha256(content)}\n`), content]);
