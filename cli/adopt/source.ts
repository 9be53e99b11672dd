import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { FoundContent } from "../../runtime/contract/adoption";
import type { LogInAnswers } from "./pihole/api";
import { readAdGuard } from "./adguard/read-adguard";
import { readFolder } from "./pihole/folder";
import { readLive } from "./pihole/read-live";
import { readTeleporter } from "./pihole/read-teleporter";
import { readTeleporterV5 } from "./pihole/teleporter-v5";

/** Bytes of a file that is looked at. A Teleporter's export has some ten thousand. */
const largestFile = 64 * 1024 * 1024;

/** Reads a source, whatever it is. Changes nothing there. Rejects with what is wrong with it. */
export async function readSource(
  source: string,
  wayIn: LogInAnswers,
  signal: AbortSignal,
): Promise<FoundContent> {
  if (!existsSync(source)) return readLive(addressIn(source), wayIn, signal);
  const about = statSync(source);
  if (about.isDirectory()) return readFolder(source);
  if (about.size > largestFile)
    throw new Error(`${source}: ${about.size} bytes are more than an export has (${largestFile} at most)`);
  const content = readFileSync(source);
  const name = path.basename(source);
  const begins = (...bytes: number[]): boolean => bytes.every((byte, i) => content[i] === byte);
  if (begins(0x50, 0x4b)) return readTeleporter(content, name);
  if (begins(0x1f, 0x8b)) return readTeleporterV5(content, name);
  if (/\.ya?ml$/i.test(name)) return readAdGuard(source, content.toString("utf8"));
  throw new Error(
    `${source}: not a file that can be adopted; expected a Teleporter export of Pi-hole (zip of v6, tar.gz of v5), ` +
      "Pi-hole's folder /etc/pihole, or AdGuardHome.yaml",
  );
}

/** Throws if it looks like a file that is not there. */
function addressIn(source: string): string {
  if (/[\\/]|\.(zip|gz|tgz|ya?ml|db)$/i.test(source.replace(/^https?:\/\/[^/]+\/?(admin\/?.*)?$/i, "")))
    throw new Error(`${source}: there is no such file`);
  return source;
}
