import type { Role } from "../role";

const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
/** More layers of percent-encoding than anybody writes who has nothing to hide. */
const encodings = 3;

/** Why a request is refused whatever its body says; undefined: it is not. `target` is the request's, as it came. */
export function refusalBeforeBody(
  role: Role,
  method: string,
  target: string,
): "cluster" | "follower" | undefined {
  if (isBelow(target, "cluster")) return "cluster";
  return role === "follower" && isWrite(method, target) ? "follower" : undefined;
}

/** Whether the target is /api/`part` or below it, in any of the ways in which people and programs spell it. */
export const isBelow = (target: string, part: string): boolean =>
  new RegExp(`^[/\\\\.]*api[/\\\\.]+${part}([/\\\\]|$)`, "i").test(decoded(target.split("?")[0]!));

/** Whether a request may change what Pi-hole keeps. Anything that is not known to be harmless may. */
export function isWrite(method: string, target: string): boolean {
  return !reading.has(method) && namesApi(target) && !isLogin(method, target);
}

/** Whether Pi-hole's web server could take it for a log-in, however it reads paths: more than there are may count. */
export const mayLogIn = (method: string, target: string): boolean =>
  method === "POST" && /[/\\]api[/\\.]+auth([/\\?]|$)/i.test(decoded(target));

/** Logging in, logging out, ending a session: only as Pi-hole's own pages spell them. */
function isLogin(method: string, target: string): boolean {
  const path = target.split("?")[0]!;
  if (path === "/api/auth") return method === "POST" || method === "DELETE";
  return method === "DELETE" && /^\/api\/auth\/session\/\d+$/.test(path);
}

/**
 * Whether Pi-hole's web server could take the target for one below /api. It decodes, turns backslashes, cuts at a
 * NUL, removes dots and double slashes, and these differ between releases; but all of them only remove whole
 * segments or decode them. So a segment that begins with `api`, anywhere, is enough. In a target with a host, that
 * server looks for the path before it looks for the query; so there, all of it counts.
 */
function namesApi(target: string): boolean {
  let path = target.startsWith("/") ? target.split("?")[0]! : target;
  for (let layer = 0; layer < encodings; layer++) {
    const next = decoded(path);
    if (next === path) break;
    path = next;
  }
  return /[/\\]api/i.test(path) || decoded(path) !== path;
}

/** One layer of percent-encoding less. */
export const decoded = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
