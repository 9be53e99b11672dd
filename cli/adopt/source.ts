import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Found } from "../../runtime/contract/adopt";
import type { WayIn } from "./pihole/api";
import { readLive } from "./pihole/live";
import { readTeleporter } from "./pihole/teleporter";

/** Bytes of a file that is looked at. A Teleporter's export has some ten thousand. */
const largestFile = 64 * 1024 * 1024;

/** Reads a source, whatever it is. Changes nothing there. Rejects with what is wrong with it. */
export async function readSource(source: string, wayIn: WayIn, signal: AbortSignal): Promise<Found> {
  if (!existsSync(source)) return readLive(addressIn(source), wayIn, signal);
  const { size } = statSync(source);
  if (size > largestFile)
    throw new Error(`${source}: ${size} bytes are more than an export has (${largestFile} at most)`);
  const content = readFileSync(source);
  const name = path.basename(source);
  if (content.subarray(0, 2).toString("latin1") === "PK") return readTeleporter(content, name);
  throw new Error(
    `${source}: not a file that can be adopted; expected a Teleporter export of Pi-hole v6 (zip)`,
  );
}

/** Throws if it looks like a file that is not there. */
function addressIn(source: string): string {
  if (/[\\/]|\.(zip|gz|tgz|ya?ml|db)$/i.test(source.replace(/^https?:\/\/[^/]+\/?(admin\/?.*)?$/i, "")))
    throw new Error(`${source}: there is no such file`);
  return source;
}
