import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Answer } from "../http/ask";
import { parsed } from "../http/json";
import { exchange, type Question } from "./exchange";
import { totpCode } from "./totp";

/** Pi-hole did not do as it was asked; the message says what was asked, and what came back. */
export class PiholeError extends Error {}

/** Keeps the session's id from one agent to the next: Pi-hole has few seats, and an id lasts for half an hour. */
export interface SessionStore {
  load(): string | undefined;
  save(sid: string): void;
}

export interface Reply {
  readonly status: number;
  /** Parsed JSON; undefined where there was no body. */
  readonly body: unknown;
}

const loginAnswer = z.object({ session: z.object({ valid: z.boolean(), sid: z.string().nullable() }) });
const errorAnswer = z.object({
  error: z.object({ key: z.string(), message: z.string().nullish(), hint: z.unknown().optional() }),
});

const tries = 12;
const usualPauses = { busyMs: 250, loginMs: 1_100 };
/** One code a second is looked at, and each is taken once. The last period's leaves the current one to the people. */
const codePeriods = [-1, 0, 1, -1];

/** This node's Pi-hole, through its API, with one session that is kept. Every answer is JSON, or an error. */
export class Pihole {
  private sid: string | undefined;
  private loggingIn: Promise<void> | undefined;

  constructor(
    private readonly port: number,
    private readonly password: () => string,
    private readonly sessions: SessionStore,
    private readonly pauses = usualPauses,
    /** Of two-factor login, as it is now; empty if there is none. */
    private readonly totpSecret: () => string = () => "",
  ) {
    this.sid = sessions.load();
  }

  /**
   * Resolves to an answer below 400, or to a 404, which for a deletion means that it is done. Logs in where it has to.
   * While gravity swaps its database Pi-hole says that there is none: that is asked again for three seconds, and never
   * taken for an empty answer. Rejects with a PiholeError.
   */
  async ask(question: Question, signal?: AbortSignal): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.withSession(question, signal);
      const busy = answer.status === 400 && errorOf(answer)?.key === "database_error";
      if (!busy || attempt === tries) return replyOf(question, answer);
      await delay(this.pauses.busyMs, undefined, { signal });
    }
  }

  /** The same with an answer that is no JSON, as a gravity run gives. */
  async text(question: Question, signal?: AbortSignal): Promise<Answer> {
    return this.withSession(question, signal);
  }

  private async withSession(question: Question, signal?: AbortSignal): Promise<Answer> {
    if (this.sid === undefined) await this.loggedIn();
    const used = this.sid;
    const answer = await this.send(question, signal);
    if (answer.status !== 401) return answer;
    if (this.sid === used) await this.loggedIn();
    return this.send(question, signal);
  }

  /** One login for all who wait for it: each takes a seat of Pi-hole's few. */
  private loggedIn(): Promise<void> {
    this.loggingIn ??= this.login().finally(() => (this.loggingIn = undefined));
    return this.loggingIn;
  }

  private async login(): Promise<void> {
    let answer = await this.tryLogin(0);
    for (let attempt = 1; attempt <= triesAfter(answer); attempt++) {
      await delay(this.pauses.loginMs);
      answer = await this.tryLogin(attempt);
    }
    const { data } = loginAnswer.safeParse(parsed(answer.text));
    if (data?.session.valid) {
      // Without a password everything is allowed, and there is no id.
      this.sid = data.session.sid ?? "";
      this.sessions.save(this.sid);
      return;
    }
    this.sid = undefined;
    const { key, message } = errorOf(answer) ?? { key: "", message: "" };
    if (message?.includes("2FA"))
      throw new PiholeError(`Pi-hole does not take the second factor: ${message}`);
    if (key === "api_seats_exceeded")
      throw new PiholeError("all of Pi-hole's sessions are taken (webserver.api.max_sessions)");
    throw new PiholeError(
      `Pi-hole does not take the cluster's password: ${answer.status} ${message || answer.text.slice(0, 200)}`,
    );
  }

  /** The secret is looked up each time: one that is being switched on is in force a moment before it is in the file. */
  private tryLogin(attempt: number): Promise<Answer> {
    const secret = this.totpSecret();
    const totp = secret === "" ? {} : { totp: totpCode(secret, Date.now(), codePeriods[attempt]) };
    const body = { password: this.password(), ...totp };
    return this.send({ method: "POST", path: "/api/auth", body });
  }

  private async send(question: Question, signal?: AbortSignal): Promise<Answer> {
    try {
      const session: Record<string, string> = this.sid ? { "x-ftl-sid": this.sid } : {};
      return await exchange(this.port, question, session, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw new PiholeError(`${said(question)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/**
 * How often a log-in that was answered so is tried again in all: another's wrong passwords and codes within the same
 * second are held against everybody, and a code may be used up.
 */
function triesAfter(answer: Answer): number {
  const { key, message } = errorOf(answer) ?? { key: "", message: "" };
  if (message?.includes("2FA")) return codePeriods.length - 1;
  return key === "rate_limiting" ? 1 : 0;
}

const said = ({ method, path }: Question): string => `${method} ${path.split("?")[0]!}`;

function replyOf(question: Question, answer: Answer): Reply {
  const { status, text } = answer;
  if (status >= 400 && status !== 404) {
    const { key, message, hint } = errorOf(answer) ?? { key: `${status}`, message: "", hint: undefined };
    const words = [key, message, typeof hint === "string" ? hint : ""].filter(Boolean).join(", ");
    throw new PiholeError(`${said(question)}: ${words}`);
  }
  if (status >= 300 && status !== 404) throw new PiholeError(`${said(question)}: answered ${status}`);
  if (text === "") return { status, body: undefined };
  const body = parsed(text);
  if (body === undefined)
    throw new PiholeError(`${said(question)}: an answer that is no JSON: ${text.slice(0, 80)}`);
  return { status, body };
}

const errorOf = ({ text }: Answer) => errorAnswer.safeParse(parsed(text)).data?.error;
