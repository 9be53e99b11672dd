import { parsed } from "../http/json";
import { isBelow } from "./decision";
import { importedSettings } from "./teleporter";
import { tomlValue } from "../pihole/toml";

/** Pi-hole takes no more of a body than that, except of an import. */
const longestBody = 64 * 1024;
/** An export is some 25 KB. What is longer is passed as it comes: a small host must not hold it in memory. */
const longestImport = 4 * 1024 * 1024;

/** How much of a request's body has to be seen to know whether it switches DHCP on, in bytes; 0: nothing of it. */
export function bytesToSee(method: string, target: string): number {
  if (method === "PATCH" && isBelow(target, "config")) return longestBody;
  return method === "POST" && isBelow(target, "teleporter") ? longestImport : 0;
}

/**
 * Whether a request for which `bytesToSee` is not 0 switches Pi-hole's DHCP server on. The reason for people comes from
 * here; that it stays off whatever happens is the environment's work (FTLCONF_dhcp_active).
 */
export function switchesDhcpOn(method: string, contentType: string, body: Buffer): boolean {
  if (method === "PATCH") return at(parsed(body.toString("utf8")), ["config", "dhcp", "active"]) === true;
  const settings = importedSettings(contentType, body);
  return settings !== undefined && tomlValue(settings, "dhcp.active") === "true";
}

/** Pi-hole finds a setting in whatever case it is spelt. */
function at(json: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return json;
  if (typeof json !== "object" || json === null) return undefined;
  const entry = Object.entries(json).find(([key]) => key.toLowerCase() === name);
  return entry && at(entry[1], rest);
}
