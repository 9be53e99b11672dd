import { setTimeout as delay } from "node:timers/promises";
import type { HttpAnswer } from "../http/http-ask";
import { parsed } from "../../common/json";
import { exchange, type PiholeRequest } from "./pihole-request";
import { logIn, type PiholeCredentials } from "./login";
import { piholeErrorOf, PiholeError } from "./pihole-error";
import { errorText } from "../../contract/error-text";

/** Keeps the session's id from one agent to the next: Pi-hole has few seats, and an id lasts for half an hour. */
export interface SessionStore {
  load(): string | undefined;
  save(sid: string): void;
}

export interface PiholeReply {
  readonly status: number;
  /** Parsed JSON; undefined if there was no body. */
  readonly body: unknown;
}

const tries = 12;
const usualPauses = { busyMs: 250, loginMs: 1_100 };

/** This node's Pi-hole, through its API, with one session that is kept. Every answer is JSON, or an error. */
export class PiholeClient {
  private sid: string | undefined;
  private loggingIn: Promise<void> | undefined;

  constructor(
    private readonly port: number,
    private readonly wayIn: PiholeCredentials,
    private readonly sessions: SessionStore,
    private readonly pauses = usualPauses,
  ) {
    this.sid = sessions.load();
  }

  /**
   * Resolves to an answer below 400, or to a 404, which for a deletion means that it is done. Logs in where it has to.
   * While gravity swaps its database Pi-hole says that there is none: that is asked again for three seconds, and never
   * taken for an empty answer. Rejects with a PiholeError.
   */
  async ask(question: PiholeRequest, signal?: AbortSignal): Promise<PiholeReply> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.withSession(question, signal);
      const busy = answer.status === 400 && piholeErrorOf(answer)?.key === "database_error";
      if (!busy || attempt === tries) return replyOf(question, answer);
      await delay(this.pauses.busyMs, undefined, { signal });
    }
  }

  /** The same with an answer that is no JSON, as a gravity run gives. */
  async text(question: PiholeRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    return this.withSession(question, signal);
  }

  private async withSession(question: PiholeRequest, signal?: AbortSignal): Promise<HttpAnswer> {
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
    try {
      const { sid } = await logIn((question) => this.send(question), this.wayIn, this.pauses.loginMs);
      this.sid = sid ?? "";
      this.sessions.save(this.sid);
    } catch (error) {
      this.sid = undefined;
      throw error;
    }
  }

  private async send(question: PiholeRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    try {
      const session: Record<string, string> = this.sid ? { "x-ftl-sid": this.sid } : {};
      return await exchange(this.port, question, session, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const words = errorText(error);
      throw new PiholeError(`${said(question)}: ${words}`, `${briefly(question)}: ${words}`);
    }
  }
}

const longestPath = 200;
const said = ({ method, path }: PiholeRequest): string =>
  `${method} ${path.split("?")[0]!.slice(0, longestPath)}`;
/** Without what may name a row. */
const briefly = ({ method, path }: PiholeRequest): string =>
  `${method} ${path.split(/[?:]/)[0]!.split("/").slice(0, 3).join("/")}`;

/** Answers to what Pi-hole has looked at, and does not take; all others may be otherwise the next time. */
const refusals: readonly number[] = [400, 413, 414];

function replyOf(question: PiholeRequest, answer: HttpAnswer): PiholeReply {
  const { status, text } = answer;
  if (status >= 400 && status !== 404) {
    const { key, message, hint } = piholeErrorOf(answer) ?? {
      key: `${status}`,
      message: "",
      hint: undefined,
    };
    const words = [key, message, typeof hint === "string" ? hint : ""].filter(Boolean).join(", ");
    const refused = refusals.includes(status) && key !== "database_error";
    throw new PiholeError(
      `${said(question)}: ${words}`,
      `${briefly(question)}: ${key}`,
      refused ? words : undefined,
    );
  }
  if (status >= 300 && status !== 404)
    throw new PiholeError(
      `${said(question)}: answered ${status}`,
      `${briefly(question)}: answered ${status}`,
    );
  if (text === "") return { status, body: undefined };
  const body = parsed(text);
  if (body === undefined)
    throw new PiholeError(
      `${said(question)}: an answer that is no JSON: ${text.slice(0, 80)}`,
      `${briefly(question)}: an answer that is no JSON`,
    );
  return { status, body };
}
