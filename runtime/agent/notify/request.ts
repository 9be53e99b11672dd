import { request as plain } from "node:http";
import { request as secure } from "node:https";
import type { Names } from "./kept-addresses";
import { Failure, failureOf } from "./failure";
import { wholeText } from "../http/http-ask";

export interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Way {
  readonly names: Pick<Names, "lookup" | "addresses">;
  readonly ca?: string | undefined;
  /** Until the answer is there. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}

const longestAnswer = 64 * 1024;
const longestWaitMs = 3_600_000;

/** Sends one request; resolves to the answer's text if it was accepted (2xx). Rejects with a Failure. */
export async function send({ url, method, headers, body }: HttpRequest, way: Way): Promise<string> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) throw new Failure("its URL is none", true);
  const request = parsed.protocol === "https:" ? secure : plain;
  const bytes = Buffer.from(body);
  const length: Record<string, string> = method === "GET" ? {} : { "content-length": String(bytes.length) };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(way.signal.aborted ? new Failure("timed out") : failureOf(error));
      sent.destroy();
    };
    const sent = request(
      parsed,
      {
        method,
        headers: { "user-agent": "ha-dns", ...headers, ...length },
        lookup: way.names.lookup,
        signal: way.signal,
        agent: false,
        ...(way.ca === undefined ? {} : { ca: way.ca }),
      },
      (response) => {
        wholeText(response, longestAnswer).then((text) => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(refused(status, response.headers["retry-after"], way.now()));
        }, fail);
      },
    );
    sent.on("error", fail);
    sent.end(method === "GET" ? undefined : bytes);
  });
}

/** What an answer other than 2xx comes to; redirects are not followed, since they may lead out of TLS. */
function refused(status: number, retryAfter: string | undefined, now: number): Failure {
  const passing = status === 408 || status === 429 || status >= 500;
  const found = `it answered ${status}`;
  if (status >= 300 && status < 400)
    return new Failure(`${found}, a redirect: give the URL that it leads to`, true);
  return new Failure(found, !passing, passing ? waitOf(retryAfter, now) : undefined);
}

/** Retry-After is seconds or a date. */
function waitOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), longestWaitMs) : undefined;
}
