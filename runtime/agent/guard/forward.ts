import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { unavailableAnswer, type GuardAnswer } from "./guard-answers";
import { wholeText } from "../http/http-ask";
import { addressOf } from "../http/connection-gate";
import { withHeader, type Alteration } from "./alteration";
import { hasBody, requestHeaders, responseHeaders, type RawHeaders } from "./headers";
import { endAfterRequest, reply } from "./reply";
import { errorText } from "../../contract/error-text";

/** What became of a request: answered by Pi-hole, given up by the client, or without a (whole) answer. */
export type ForwardOutcome =
  | { readonly kind: "passed"; readonly status: number }
  /** It was, when its body had come. */
  | { readonly kind: "refused" }
  | { readonly kind: "abandoned" }
  | { readonly kind: "failed"; readonly cause: string };

export interface Upstream {
  readonly host: string;
  readonly port: number;
}

const connectMs = 5_000;
/** From the request's end to the answer's begin: a question to a large database on a small host takes its time. */
const answerMs = 300_000;

/**
 * Passes one request on and its answer back, each as it comes. Resolves when both are over; never rejects.
 * A connection serves one request only: FTL writes a second body behind the answer of /api/action/gravity, which the
 * next request on that connection would get for its answer.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  to: Upstream,
  vip: string,
  /** What of the body has been read already. */
  head: Buffer = Buffer.alloc(0),
  /** Asked when the whole body is here, and before Pi-hole has its end: what is answered in Pi-hole's place. */
  refusal: () => GuardAnswer | undefined = () => undefined,
  alteration: Alteration = { headers: request.rawHeaders, answer: () => undefined },
): Promise<ForwardOutcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    let cause: string | undefined;
    let answered = false;
    let refused = false;
    let timer: NodeJS.Timeout | undefined;
    let upstream: ClientRequest | undefined;

    const giveUpIn = (ms: number, what: string): void => {
      clearTimeout(timer);
      timer = setTimeout(() => upstream?.destroy(new Error(`${what} within ${ms / 1000} s`)), ms);
    };
    const fail = (error: unknown): void => {
      if (refused || cause !== undefined || response.destroyed || response.closed) return;
      cause = errorText(error);
      if (response.headersSent) return void response.destroy();
      const took = (performance.now() - started) / 1000;
      reply(request, response, unavailableAnswer(cause, vip, request.headers.accept ?? "", took));
    };

    response.once("close", () => {
      clearTimeout(timer);
      upstream?.destroy();
      if (refused) return resolve({ kind: "refused" });
      if (cause !== undefined) return resolve({ kind: "failed", cause });
      if (!response.writableFinished) return resolve({ kind: "abandoned" });
      resolve({ kind: "passed", status: response.statusCode });
    });

    try {
      upstream = open(request, to, alteration.headers);
    } catch (error) {
      return fail(error);
    }
    giveUpIn(connectMs, "no connection");
    upstream.once("socket", (socket) => socket.once("connect", () => clearTimeout(timer)));
    upstream.once("finish", () => {
      if (!answered) giveUpIn(answerMs, "no answer");
    });
    upstream.once("response", (answer) => {
      answered = true;
      clearTimeout(timer);
      void relay(answer, request, response, alteration, fail);
    });
    // After an answer has begun, its own end tells; what comes behind the last chunk is no error of the answer.
    upstream.on("error", (error) => {
      if (!answered) fail(error);
    });
    upstream.once("close", () => {
      if (!answered) fail(new Error("the connection was closed without an answer"));
      request.removeAllListeners("data").resume();
    });
    if (hasBody(request.rawHeaders)) {
      upstream.flushHeaders();
      if (request.readableEnded) upstream.end(head);
      else
        passBody(request, head, upstream, () => {
          const answer = answered ? undefined : refusal();
          if (answer === undefined) return false;
          refused = true;
          reply(request, response, answer);
          upstream?.destroy();
          return true;
        });
    } else {
      upstream.end();
    }
  });
}

/** Passes a body on as it comes, but holds its last piece back until `isRefused` has been asked. */
function passBody(request: IncomingMessage, head: Buffer, to: ClientRequest, isRefused: () => boolean): void {
  let held = head;
  request.on("data", (piece: Buffer) => {
    if (!to.write(held)) {
      request.pause();
      to.once("drain", () => request.resume());
    }
    held = piece;
  });
  request.once("end", () => {
    if (!isRefused()) to.end(held);
  });
}

/** The address of who asks. */
export const clientOf = (request: IncomingMessage): string => addressOf(request.socket);

function open(request: IncomingMessage, { host, port }: Upstream, raw: RawHeaders): ClientRequest {
  const method = request.method ?? "GET";
  const headers = requestHeaders(raw, method, clientOf(request));
  return httpRequest({ host, port, method, path: request.url ?? "/", headers, agent: false });
}

/** Longer than any page; what is longer passes as it is. */
const longestText = 4 * 1024 * 1024;

/** Never rejects: what goes wrong is told to `fail`. */
async function relay(
  answer: IncomingMessage,
  request: IncomingMessage,
  response: ServerResponse,
  alteration: Alteration,
  fail: (error: unknown) => void,
): Promise<void> {
  answer.on("error", fail); // Also where it is cut off; `end` comes only after a whole one.
  const { statusCode = 502, statusMessage = "" } = answer;
  const change = alteration.answer(statusCode, answer.rawHeaders);
  try {
    response.sendDate = false;
    if (change?.kind === "text" && request.method !== "HEAD") {
      const { headers, text } = await change.alter(await wholeText(answer, longestText));
      const body = Buffer.from(text);
      const framed = withHeader(headers, "content-length", () => undefined);
      response.writeHead(statusCode, statusMessage, [
        ...responseHeaders(framed),
        "Content-Length",
        String(body.length),
      ]);
      response.write(body);
      return endAfterRequest(request, response);
    }
    const headers = change?.kind === "headers" ? change.headers : answer.rawHeaders;
    response.writeHead(statusCode, statusMessage, responseHeaders(headers));
  } catch (error) {
    fail(error); // A header that Node reads but does not write, or a page that breaks off.
    answer.destroy();
    return;
  }
  response.flushHeaders();
  answer.pipe(response, { end: false });
  answer.once("end", () => endAfterRequest(request, response));
}
