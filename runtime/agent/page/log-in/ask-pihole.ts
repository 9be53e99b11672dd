import * as z from "zod";
import type { HttpAnswer } from "../../http/http-ask";
import { parsed } from "../../../common/json";
import { exchange, type PiholeRequest } from "../../pihole/pihole-request";
import { piholeErrorOf } from "../../pihole/pihole-error";

/** What a person has typed, and from where. */
export interface Typed {
  readonly password: string;
  /** The code of two-factor log-in; empty if none was typed. */
  readonly code: string;
  readonly address: string;
}

export type LogInVerdict =
  | { readonly kind: "right" }
  /** `status`: of Pi-hole's answer, 401 if it counts as a wrong password. */
  | { readonly kind: "refused"; readonly status: number; readonly words: string };

const deadlineMs = 5_000;
const session = z.object({ valid: z.literal(true), sid: z.string().nullable() });
const logIn = z.object({ session });
const list = z.object({
  sessions: z.array(
    z.object({ current_session: z.boolean(), app: z.boolean(), cli: z.boolean().default(false) }),
  ),
});

/** Asks Pi-hole of this node whether a person may log in; the session that this makes is ended at once. Rejects if it does not answer. */
export async function askPihole(port: number, typed: Typed): Promise<LogInVerdict> {
  const { password, code, address } = typed;
  const send = (
    question: PiholeRequest,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> =>
    exchange(port, { deadlineMs, ...question }, { "x-forwarded-for": address, ...headers });
  const totp = /^\d{6}$/.test(code) ? { totp: Number(code) } : {};
  const answer = await send({ method: "POST", path: "/api/auth", body: { password, ...totp } });
  const { data } = logIn.safeParse(parsed(answer.text));
  if (!data) return refusal(answer);
  const { sid } = data.session;
  if (sid === null) return { kind: "refused", status: 403, words: "Pi-hole has no password. Set one first." };
  const own = { "x-ftl-sid": sid };
  try {
    const { text } = await send({ method: "GET", path: "/api/auth/sessions" }, own);
    const current = list.safeParse(parsed(text)).data?.sessions.find((each) => each.current_session);
    if (current && !current.app && !current.cli) return { kind: "right" };
    return { kind: "refused", status: 403, words: "That is a program's password. Log in with your own." };
  } finally {
    await send({ method: "DELETE", path: "/api/auth" }, own);
  }
}

function refusal(answer: HttpAnswer): LogInVerdict {
  const { key = "", message = "" } = piholeErrorOf(answer) ?? {};
  const refused = (words: string): LogInVerdict => ({ kind: "refused", status: answer.status, words });
  if (message?.includes("No 2FA")) return refused("Type the code of your two-factor log-in as well.");
  if (message?.includes("2FA") && answer.status === 401)
    return refused("Pi-hole does not take this code. Wait for the next one.");
  if (key === "api_seats_exceeded") return refused("All of Pi-hole's sessions are taken. Try again later.");
  if (answer.status === 429) return refused("Too many log-ins at the moment. Try again in a few seconds.");
  if (answer.status === 401) return refused("The password is wrong.");
  return refused(`Pi-hole did not look at the password: it answered ${answer.status}.`);
}
