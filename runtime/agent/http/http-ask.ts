import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import type { Readable } from "node:stream";

export interface Limits {
  /** Until the whole answer is there, in ms. */
  readonly deadlineMs: number;
  /** Of the answer, in bytes. */
  readonly longest: number;
  readonly aborted?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

export interface WholeAnswer extends HttpAnswer {
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
}

/**
 * Sends one HTTP request, by the `request` of node:http or node:https. Resolves to the whole answer as text. Rejects if
 * the answer does not come within the deadline, is too long or breaks off. Does not follow redirects.
 */
export function askWhole<O extends RequestOptions>(
  request: (options: O, onResponse: (response: IncomingMessage) => void) => ClientRequest,
  options: O,
  body: string | undefined,
  { deadlineMs, longest, aborted }: Limits,
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    // A timer and an event: an AbortSignal for each question costs several times as much, and peers are asked all day.
    const end = (): void => {
      clearTimeout(timer);
      aborted?.removeEventListener("abort", abort);
    };
    const fail = (error: unknown): void => {
      end();
      reject(error as Error);
      sent.destroy();
    };
    const late = (): void => fail(new Error(`no whole answer within ${deadlineMs / 1000} s`));
    const abort = (): void => fail(aborted?.reason);
    const sent = request(options, (response) => {
      answered = true;
      const { statusCode: status = 0, statusMessage: statusText = "", headers, rawHeaders } = response;
      wholeText(response, longest).then((text) => {
        end();
        resolve({ status, statusText, headers, rawHeaders, text });
      }, fail);
    });
    // Once the answer has begun, its end counts: an error of the connection after the last chunk does not matter.
    sent.on("error", (error) => {
      if (!answered) fail(error);
    });
    const timer = setTimeout(late, deadlineMs);
    aborted?.addEventListener("abort", abort);
    if (aborted?.aborted) return abort();
    sent.end(body);
  });
}

/** The same without the answer's headers. */
export async function ask<O extends RequestOptions>(
  ...question: Parameters<typeof askWhole<O>>
): Promise<HttpAnswer> {
  const { status, text } = await askWhole(...question);
  return { status, text };
}

/** A request's or an answer's whole body. Rejects if it breaks off, or is longer than `longest` bytes. */
export async function wholeText(message: IncomingMessage, longest: number): Promise<string> {
  return (await wholeBody(message, longest)).toString("utf8");
}

/** The bytes of a request, an answer or another stream. Does not end a stream that is too long: the caller does. */
export function wholeBody(message: Readable, longest: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const take = (piece: Buffer): void => {
      length += piece.length;
      pieces.push(piece);
      if (length <= longest) return;
      message.off("data", take).pause();
      reject(new Error(`more than ${longest} bytes`));
    };
    message.on("data", take);
    message.once("end", () => resolve(Buffer.concat(pieces, length)));
    message.once("error", reject);
    // Comes last: it does not matter after an end or an error.
    message.once("close", () => reject(new Error("it was broken off")));
    if (message.destroyed) reject(new Error("it was broken off"));
  });
}
