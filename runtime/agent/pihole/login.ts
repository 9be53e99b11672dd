import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { HttpAnswer } from "../http/http-ask";
import { parsed } from "../../common/json";
import type { PiholeRequest } from "./pihole-request";
import { piholeErrorOf, PiholeError } from "./pihole-error";
import { totpCode } from "./totp";

/** What opens Pi-hole, as it is at the moment. */
export interface PiholeCredentials {
  readonly password: () => string;
  /** Of two-factor login; empty if there is none. */
  readonly totpSecret: () => string;
}

export interface PiholeSession {
  /** Null if Pi-hole has no password: everything is allowed then. */
  readonly sid: string | null;
  readonly csrf: string;
}

const loginAnswer = z.object({
  session: z.object({ valid: z.boolean(), sid: z.string().nullable(), csrf: z.string().default("") }),
});
/** One code a second is looked at, and each is taken once. The last period's leaves the current one to the people. */
const codePeriods = [-1, 0, 1, -1];
/** A second in which nobody else was wrong comes soon: the guard lets one log-in a second through. */
const triesForASecond = 9;

/** Logs in. Rejects with a PiholeError, which tells no secret, and as `send` does. */
export async function logIn(
  send: (question: PiholeRequest) => Promise<HttpAnswer>,
  wayIn: PiholeCredentials,
  pauseMs: number,
): Promise<PiholeSession> {
  let answer = await attempt(send, wayIn, 0);
  for (let again = 1; again <= triesAfter(answer); again++) {
    // Not always at the same place of the second, where another's may be.
    await delay(pauseMs * (1 + Math.random() / 4));
    answer = await attempt(send, wayIn, again);
  }
  const { data } = loginAnswer.safeParse(parsed(answer.text));
  if (data?.session.valid) return data.session;
  const { key, message } = piholeErrorOf(answer) ?? { key: "", message: "" };
  if (message?.includes("2FA")) throw new PiholeError(`Pi-hole does not take the second factor: ${message}`);
  if (key === "api_seats_exceeded")
    throw new PiholeError("all of Pi-hole's sessions are taken (webserver.api.max_sessions)");
  throw new PiholeError(
    `Pi-hole does not take the cluster's password: ${answer.status} ${message || answer.text.slice(0, 200)}`,
  );
}

/** The secret is looked up each time: one that is being switched on is in force a moment before it is in the file. */
function attempt(
  send: (question: PiholeRequest) => Promise<HttpAnswer>,
  { password, totpSecret }: PiholeCredentials,
  number: number,
): Promise<HttpAnswer> {
  const secret = totpSecret();
  const totp =
    secret === "" ? {} : { totp: totpCode(secret, Date.now(), codePeriods[number % codePeriods.length]) };
  return send({ method: "POST", path: "/api/auth", body: { password: password(), ...totp } });
}

/**
 * How often a log-in that was answered so is tried again in all: another's wrong passwords and codes within the same
 * second are held against everybody, and a code may be used up.
 */
function triesAfter(answer: HttpAnswer): number {
  const { key, message } = piholeErrorOf(answer) ?? { key: "", message: "" };
  if (message?.includes("2FA")) return codePeriods.length - 1;
  return key === "rate_limiting" ? triesForASecond : 0;
}
