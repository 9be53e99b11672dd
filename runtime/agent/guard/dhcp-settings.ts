import { parsed } from "../../common/json";
import { isBelow } from "./decision";
import { importedSettings } from "./imported-settings";
import { tomlValue } from "../pihole/toml";

/** A Teleporter import, the one request whose body may be long. */
export const isImport = (method: string, target: string): boolean =>
  method === "POST" && isBelow(target, "teleporter");

/** Whether a request's body can switch DHCP on. */
export const bringsSettings = (method: string, target: string): boolean =>
  (method === "PATCH" && isBelow(target, "config")) || isImport(method, target);

/**
 * Whether a request that brings settings switches Pi-hole's DHCP server on. The reason for people comes from
 * here; that it stays off whatever happens is the environment's work (FTLCONF_dhcp_active). Where the cluster serves DHCP
 * it is on, and Pi-hole's page says so with each change; only a range of another's is none.
 */
export function switchesDhcpOn(
  method: string,
  contentType: string,
  body: Buffer,
  isOn: () => boolean = () => false,
): boolean {
  if (method === "PATCH") {
    const json = parsed(body.toString("utf8"));
    return (
      (at(json, ["config", "dhcp", "active"]) === true && !isOn()) ||
      serveDhcp(at(json, ["config", "misc", "dnsmasq_lines"]))
    );
  }
  const settings = importedSettings(contentType, body);
  if (settings === undefined) return false;
  const lines = tomlValue(settings, "misc.dnsmasq_lines")?.replace(/,\s*\]$/, "]") ?? "";
  return (tomlValue(settings, "dhcp.active") === "true" && !isOn()) || serveDhcp(parsed(lines));
}

/** Whether a request's path alone adds a line by which dnsmasq serves DHCP. */
export function addsDhcpLine(method: string, target: string): boolean {
  if (method !== "PUT" || !isBelow(target, "config")) return false;
  try {
    const path = decodeURIComponent(target.split("?")[0]!);
    return serveDhcp([/\/dnsmasq_lines\/(.*)$/is.exec(path)?.[1]]);
  } catch {
    return false; // No path that Pi-hole would take.
  }
}

/** dnsmasq serves DHCP with such a line whatever Pi-hole's own setting says. */
const serveDhcp = (lines: unknown): boolean =>
  Array.isArray(lines) && lines.some((line) => typeof line === "string" && /^\s*dhcp-range\b/i.test(line));

/** Pi-hole finds a setting in whatever case it is spelt. */
function at(json: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return json;
  if (typeof json !== "object" || json === null) return undefined;
  const entry = Object.entries(json).find(([key]) => key.toLowerCase() === name);
  return entry && at(entry[1], rest);
}
