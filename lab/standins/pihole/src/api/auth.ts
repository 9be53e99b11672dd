import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { fail, jsonBody, reply, type Endpoint, type Reply, type Request } from "./exchange";
import type { LoginLimit } from "./login-limit";
import { hashPassword, isPassword } from "./password";
import { newSecret, type SecondFactor } from "./second-factor";
import type { Session, Sessions } from "./sessions";

interface Context {
  readonly sessions: Sessions;
  readonly limit: LoginLimit;
  readonly secondFactor: SecondFactor;
  /** The setting of that name below webserver.api. */
  readonly hash: (name: "pwhash" | "app_pwhash") => string;
}

/** /api/auth and what is below it. */
export function authEndpoints(context: Context): Endpoint[] {
  return [
    { method: "GET", path: "auth", auth: false, handle: (request) => status(context, request) },
    { method: "POST", path: "auth", auth: false, handle: (request) => logIn(context, request) },
    { method: "DELETE", path: "auth", auth: false, handle: (request) => logOut(context, request) },
    { method: "GET", path: "auth/sessions", auth: true, handle: (request) => list(context, request) },
    { method: "DELETE", path: "auth/session/*", auth: true, handle: (request) => end(context, request) },
    { method: "GET", path: "auth/app", auth: true, handle: newAppPassword },
    { method: "GET", path: "auth/totp", auth: true, handle: () => reply(200, { totp: newSecret() }) },
  ];
}

/** The `session` object of /api/auth. */
function sessionReply(context: Context, code: number, message: string | null, session?: Session): Reply {
  const common = { totp: context.secondFactor.isOn(), message };
  if (session === undefined) {
    const valid = code === 200;
    return reply(code, { session: { valid, ...common, sid: null, validity: -1 } });
  }
  const { sid, csrf } = session;
  const validity = context.sessions.remaining(session);
  const cookie = `sid=${sid}; SameSite=Lax; Path=/; Max-Age=${validity}; HttpOnly`;
  return {
    ...reply(code, { session: { valid: true, ...common, sid, csrf, validity } }),
    headers: { "Set-Cookie": cookie },
  };
}

function status(context: Context, { auth }: Request): Reply {
  if (auth.kind === "open") return sessionReply(context, 200, "no password set");
  if (auth.kind === "session") return sessionReply(context, 200, "correct password", auth.session);
  return sessionReply(context, 401, auth.message);
}

async function logIn(context: Context, request: Request): Promise<Reply> {
  const body = jsonBody(request);
  if ("status" in body) return body;
  const { password } = body.object;
  if (password === undefined) return fail(400, "bad_request", "No password found in JSON payload");
  if (typeof password !== "string")
    return fail(400, "bad_request", "Field password has to be of type 'string'");
  const { auth } = request;
  if (auth.kind === "open")
    return sessionReply(context, 200, password === "" ? "no password set" : "password incorrect");
  if (auth.kind === "session" && password === "") return status(context, request);
  if (!context.limit.allows()) {
    await delay(250);
    return fail(429, "rate_limiting", "Rate-limiting login attempts");
  }
  const full = await isPassword(password, context.hash("pwhash"));
  const app = !full && (await isPassword(password, context.hash("app_pwhash")));
  if (!full && !app) {
    context.limit.failed();
    return sessionReply(context, 401, "password incorrect");
  }
  // An app's password goes without.
  const refusal = full ? context.secondFactor.refusal(body.object.totp) : undefined;
  if (refusal !== undefined) return refusal;
  const session = context.sessions.open({
    app,
    tls: request.tls,
    remoteAddress: request.remoteAddress,
    userAgent: header(request, "user-agent"),
    forwardedFor: header(request, "x-forwarded-for"),
  });
  if (session === undefined) {
    return fail(429, "api_seats_exceeded", "API seats exceeded", "increase webserver.api.max_sessions");
  }
  return sessionReply(context, 200, app ? "app-password correct" : "password correct", session);
}

function logOut(context: Context, { auth }: Request): Reply {
  if (auth.kind === "open") return sessionReply(context, 200, "no password set");
  if (auth.kind === "none") return sessionReply(context, 401, auth.message);
  context.sessions.close(auth.session);
  return { status: 204, headers: { "Set-Cookie": "sid=deleted; SameSite=Lax; Path=/; Max-Age=-1" } };
}

function list(context: Context, { auth, tls }: Request): Reply {
  const sessions = context.sessions.list().map(({ id, session, valid, lastActive }) => ({
    id,
    current_session: auth.kind === "session" && auth.session === session,
    valid,
    tls: { login: session.tls, mixed: session.tls !== tls },
    login_at: session.loginAt,
    last_active: lastActive,
    valid_until: session.validUntil,
    remote_addr: session.remoteAddress,
    user_agent: session.userAgent,
    x_forwarded_for: session.forwardedFor,
    app: session.app,
    cli: false,
  }));
  return reply(200, { sessions });
}

function end(context: Context, request: Request): Reply {
  const id = Number.parseInt(request.path[2] ?? "", 10);
  if (Number.isNaN(id)) return fail(400, "bad_request", "Missing or invalid session ID");
  if (id < 0 || id >= context.sessions.seatCount) return fail(400, "bad_request", "Session ID out of bounds");
  const session = context.sessions.at(id);
  if (session === undefined) return fail(400, "bad_request", "Session ID not in use");
  context.sessions.close(session);
  return reply(204);
}

/** A suggestion: it counts only once its hash has been set as webserver.api.app_pwhash. */
async function newAppPassword(): Promise<Reply> {
  const password = randomBytes(32).toString("base64");
  return reply(200, { app: { password, hash: await hashPassword(password) } });
}

const header = ({ headers }: Request, name: string): string | null => {
  const value = headers[name];
  return typeof value === "string" ? value : null;
};
