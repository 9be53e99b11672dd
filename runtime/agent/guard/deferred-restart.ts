const writes: ReadonlySet<string> = new Set(["PATCH", "PUT", "DELETE"]);

/**
 * The request's target, so that Pi-hole keeps a changed setting without restarting at once for it: it offers that as
 * `restart=false`. Who asks for it either way has said what they want.
 */
export function withoutRestart(method: string, target: string): string {
  const mark = target.indexOf("?");
  const [path, query] = mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
  if (!writes.has(method) || !/^\/api\/config(\/|$)/.test(path)) return target;
  if (new URLSearchParams(query).has("restart")) return target;
  return `${path}?${query ? `${query}&` : ""}restart=false`;
}
