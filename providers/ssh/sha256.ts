import { createHash } from "node:crypto";
import type { SshHost } from "./connection";

export const sha256 = (content: Buffer | string): string =>
  createHash("sha256").update(content).digest("hex");

/** The content after a line with its SHA-256, so that the reader on a host knows whether all of it arrived. */
export const withDigest = (content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${sha256(content)}\n`), content]);

/** The SHA-256 of each of these files of a host that is there, by path. */
export async function digestsOf(host: SshHost, paths: readonly string[]): Promise<Record<string, string>> {
  const { stdout } = await host.exec(["sha256sum", "--", ...paths]);
  const lines = stdout.trim().split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}
