import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { text as wholeText } from "node:stream/consumers";
import * as z from "zod";
import { errorText } from "../../../runtime/contract/error-text";

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Question {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

/** How to log in to the Pi-hole; asked for only when it is needed. */
export interface LogInAnswers {
  readonly password: () => Promise<string>;
  /** The six digits of two-factor login. */
  readonly code: () => Promise<string>;
}

const deadlineMs = 30_000;
const longest = 64 * 1024 * 1024;

const session = z.object({
  session: z.object({ valid: z.boolean(), sid: z.string().nullish(), message: z.string().nullish() }),
});
const refusal = z.object({
  error: z.object({ key: z.string(), message: z.string().nullish(), hint: z.unknown().optional() }),
});

/** A Pi-hole v6, by its API. `address` is its page's, as a person types it. */
export class PiholeApi {
  readonly url: URL;
  private sid: string | undefined;

  /** Throws if the address is none. */
  constructor(
    address: string,
    private readonly signal: AbortSignal,
  ) {
    this.url = urlOf(address);
  }

  /** Gives the answer to a GET. Rejects, with what Pi-hole says, if it is not 200. */
  async get(path: string): Promise<unknown> {
    const { status, body } = await this.ask({ method: "GET", path });
    if (status !== 200) throw new Error(`${this.url.host}${path}: ${wordsOf(body) || `answered ${status}`}`);
    return body;
  }

  /** Logs in, does `work`, and logs out whatever happens: Pi-hole has few sessions. */
  async opened<T>(wayIn: LogInAnswers, work: () => Promise<T>): Promise<T> {
    await this.logIn(wayIn);
    try {
      return await work();
    } finally {
      // A failed log-out does no harm: the session expires.
      if (this.sid) await this.ask({ method: "DELETE", path: "/api/auth" }).catch(() => undefined);
      this.sid = undefined;
    }
  }

  private async logIn({ password, code }: LogInAnswers): Promise<void> {
    const open = await this.ask({ method: "GET", path: "/api/auth" });
    const answered = session.safeParse(open.body);
    if (!answered.success)
      throw new Error(
        `${this.url.href}: no API of Pi-hole v6 answers there (${open.status}); expected the address of its page, ` +
          "such as http://192.168.8.5. A Pi-hole v5 has none: export it (Settings, Teleporter), and adopt the file",
      );
    if (answered.data.session.valid) return;
    const word = await password();
    let answer = await this.ask({ method: "POST", path: "/api/auth", body: { password: word } });
    if (/2FA/.test(wordsOf(answer.body)))
      answer = await this.ask({
        method: "POST",
        path: "/api/auth",
        body: { password: word, totp: Number(await code()) },
      });
    const { data } = session.safeParse(answer.body);
    if (!data?.session.valid || !data.session.sid)
      throw new Error(
        `${this.url.host} does not let you in: ` +
          `${data?.session.message || wordsOf(answer.body) || `answered ${answer.status}`}. ` +
          "Expected the password of its page, or an app password (Settings, Web interface / API)",
      );
    this.sid = data.session.sid;
  }

  private ask({ method, path, body }: Question): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(deadlineMs)]);
    const send = this.url.protocol === "https:" ? overHttps : overHttp;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) =>
        reject(new Error(`${this.url.host} does not answer: ${whyNot(error)}`, { cause: error }));
      const headers = {
        ...(this.sid ? { "x-ftl-sid": this.sid } : {}),
        ...(text === undefined
          ? {}
          : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
      };
      const sent = send(new URL(path, this.url), { method, headers, signal, agent: false }, (response) => {
        let length = 0;
        response.on("data", (piece: Buffer) => {
          if ((length += piece.length) > longest) response.destroy(new Error(`more than ${longest} bytes`));
        });
        wholeText(response).then(
          (words) => resolve({ status: response.statusCode ?? 0, body: parsed(words) }),
          fail,
        );
      });
      sent.on("error", fail);
      sent.end(text);
    });
  }
}

/** Throws if it is no address of a web page. */
function urlOf(address: string): URL {
  const text = /^https?:\/\//i.test(address) ? address : `http://${address}`;
  if (!URL.canParse(text))
    throw new Error(`${address}: not an address; expected one such as http://192.168.8.5`);
  const url = new URL(text);
  if (url.username || url.password)
    throw new Error(
      "a password in the address is seen by everybody on this machine; leave it out, it is asked for",
    );
  return new URL("/", url);
}

const selfSigned = [
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

function whyNot(error: unknown): string {
  const { name, code } = error as { readonly name?: string; readonly code?: string };
  if (name === "TimeoutError") return `timed out after ${deadlineMs / 1000} s`;
  if (code !== undefined && selfSigned.includes(code))
    return "its certificate is self-signed or unknown; use http://, or export it (Settings, Teleporter) and adopt the file";
  return errorText(error);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wordsOf(body: unknown): string {
  const { data } = refusal.safeParse(body);
  if (!data) return "";
  const { message, hint } = data.error;
  return [message, typeof hint === "string" ? hint : ""].filter(Boolean).join(": ");
}
