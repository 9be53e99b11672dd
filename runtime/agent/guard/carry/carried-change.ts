import * as z from "zod";
import { parsed } from "../../../common/json";
import { decoded } from "../decision";

const longest = { target: 8 * 1024, body: 64 * 1024, answer: 1024 * 1024 } as const;

/** What a follower has its leader change. */
export const changeSchema = z.object({
  method: z.enum(["POST", "PUT", "PATCH", "DELETE"]),
  /** From `/api` on, with the query. */
  target: z.string().max(longest.target).refine(isCarried),
  /** JSON; empty if there is none. */
  body: z.string().max(longest.body),
});
export type CarriedChange = Readonly<z.infer<typeof changeSchema>>;

/** What the leader's Pi-hole says to it. */
export const carriedSchema = z.object({
  status: z.number().int().min(200).max(599),
  text: z.string().max(longest.answer),
  /** The leader's state that holds the change; empty if it made none. */
  revision: z.string().max(128),
});
export type Carried = Readonly<z.infer<typeof carriedSchema>>;

/**
 * Whether a follower may have its leader do this: what all nodes share, spelt as Pi-hole's pages spell it. The rest is
 * about one node (its restart, its logs), or too long (an import).
 */
export function isCarried(target: string): boolean {
  const path = target.split("?")[0]!;
  if (hasDots(path)) return false;
  return (
    /^\/api\/(groups|lists|domains|clients)(:batchDelete)?$/.test(path) ||
    /^\/api\/(groups|lists|domains|clients|config)\/[^?#]*$/.test(path) ||
    ["/api/config", "/api/dns/blocking", "/api/action/gravity"].includes(path)
  );
}

/** Whether a web server could find another path in it, however often it decodes. */
function hasDots(path: string): boolean {
  const layers = [path];
  for (let layer = 0; layer < encodings; layer++) layers.push(decoded(layers[layer]!));
  return layers.some((each) => each.split(/[/\\]/).some((segment) => segment === "." || segment === ".."));
}

const encodings = 3;

/**
 * The change without the session of this node's Pi-hole, which the leader's does not know and would look at first.
 * Undefined if the body is no JSON, or the method is none of a change.
 */
export function changeOf(method: string, target: string, body: Buffer): CarriedChange | undefined {
  const text = body.toString("utf8");
  const json = parsed(text);
  if (text.trim() !== "" && json === undefined) return undefined;
  const own =
    typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json, sid: undefined } : json;
  const change = { method, target: withoutSid(target), body: json === undefined ? "" : JSON.stringify(own) };
  return changeSchema.safeParse(change).data;
}

function withoutSid(target: string): string {
  const [path = "", query] = target.split("?");
  if (query === undefined) return target;
  const rest = query.split("&").filter((pair) => !pair.startsWith("sid="));
  return rest.length === 0 ? path : `${path}?${rest.join("&")}`;
}
