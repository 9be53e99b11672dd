import type { IncomingMessage, RequestListener } from "node:http";
import type { TLSSocket } from "node:tls";
import { log } from "../log";
import type { Misdeed } from "../misbehavior";
import { fail, type Auth, type Endpoint, type Reply, type Request } from "./exchange";
import { distort } from "./misdeed";
import { send } from "./send";

/** FTL reads into 64 KiB, and takes a body that fills them for one that was cut off: it is as good as none. */
const maxBody = 64 * 1024 - 2;

/**
 * Finds the endpoint, checks who asks, and writes the reply. `authenticate` decides on a session id (or none);
 * `misdeedOf` says what is to go wrong with a request.
 */
export function apiListener(
  endpoints: readonly Endpoint[],
  authenticate: (credentials: Credentials) => Auth,
  misdeedOf: (method: string, path: string) => Misdeed | undefined = () => undefined,
): RequestListener {
  return (message, response) => {
    const started = performance.now();
    const right = () => answer(endpoints, authenticate, message);
    const misdeed = misdeedOf(message.method ?? "", message.url?.split("?")[0] ?? "");
    (misdeed === undefined ? right() : distort(misdeed, right))
      .catch((error: unknown) => {
        log("ERROR", `API: ${message.method} ${message.url?.split("?")[0]}: ${String(error)}`);
        return fail(500, "internal_error", "Internal server error");
      })
      .then((reply) => send(response, reply, started))
      .catch((error: unknown) => log("ERROR", `API: ${String(error)}`));
  };
}

/** What a request brings along to prove who asks. A cookie counts only with the CSRF token of its session. */
export interface Credentials {
  readonly sid?: string;
  readonly cookieSid?: string;
  readonly csrf?: string;
}

async function answer(
  endpoints: readonly Endpoint[],
  authenticate: (credentials: Credentials) => Auth,
  message: IncomingMessage,
): Promise<Reply> {
  const url = new URL(message.url ?? "/", "http://pi.hole");
  if (url.pathname !== "/api" && !url.pathname.startsWith("/api/")) return page(url.pathname);
  const path = url.pathname.split("/").slice(2).filter(Boolean).map(decode);
  const body = parseBody(await readBody(message));
  const endpoint = endpoints.find((each) => each.method === message.method && matches(each.path, path));
  if (endpoint === undefined) return fail(404, "not_found", "Not found", url.pathname);
  const auth = authenticate(credentials(message, url.searchParams, body));
  if (endpoint.auth && auth.kind === "none") return fail(401, "unauthorized", "Unauthorized");
  const reply = await endpoint.handle({
    method: message.method ?? "GET",
    path,
    rawPath: url.pathname,
    query: url.searchParams,
    body,
    headers: message.headers,
    remoteAddress: message.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "",
    tls: (message.socket as TLSSocket).encrypted === true,
    auth,
  });
  // As FTL: who is known is given the cookie anew with each answer.
  return auth.kind === "session" ? { ...reply, headers: { ...cookieFor(auth), ...reply.headers } } : reply;
}

const cookieFor = ({ session, seconds }: Extract<Auth, { kind: "session" }>) => ({
  "Set-Cookie": `sid=${session.sid}; SameSite=Lax; Path=/; Max-Age=${seconds}; HttpOnly`,
});

/** Whether a path fits a pattern such as `auth/session/*` or `config/**`. */
export function matches(pattern: string, path: readonly string[]): boolean {
  const parts = pattern.split("/");
  if (parts.at(-1) === "**") {
    const head = parts.slice(0, -1);
    return path.length > head.length && head.every((part, i) => part === path[i]);
  }
  return parts.length === path.length && parts.every((part, i) => part === "*" || part === path[i]);
}

function credentials(message: IncomingMessage, query: URLSearchParams, body: Request["body"]): Credentials {
  const one = (name: string): string | undefined => {
    const value = message.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const json = body !== undefined && "json" in body ? (body.json as { sid?: unknown } | null) : null;
  const inBody = typeof json?.sid === "string" ? json.sid : undefined;
  const cookie = /(?:^|;\s*)sid=([^;]+)/.exec(message.headers.cookie ?? "")?.[1];
  return {
    // A `+` in a query stands for itself here, as clients put the raw base64 there.
    sid: one("x-ftl-sid") ?? one("sid") ?? query.get("sid")?.replaceAll(" ", "+") ?? inBody,
    cookieSid: cookie === undefined ? undefined : decode(cookie),
    csrf: one("x-csrf-token"),
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= maxBody) pieces.push(piece);
  }
  return size > maxBody ? "" : Buffer.concat(pieces).toString("utf8");
}

function parseBody(text: string): Request["body"] {
  if (text.trim() === "") return undefined;
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { problem: text.slice(0, 64) };
  }
}

/** The real one has its web pages here. */
const page = (path: string): Reply =>
  path === "/admin/"
    ? {
        status: 200,
        body: { note: "This is a stand-in for Pi-hole: it has DNS and a part of the API, no web pages." },
      }
    : { status: 302, headers: { Location: "/admin/" } };

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
