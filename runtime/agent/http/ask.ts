import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import type { Readable } from "node:stream";

export interface Limits {
  /** Until the whole answer is there, in ms. */
  readonly deadlineMs: number;
  /** Of the answer, in bytes. */
  readonly longest: number;
  readonly aborted?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface WholeAnswer extends Answer {
  readonly headers: IncomingHttpHeaders;
}

/**
 * Sends one HTTP request, by the `request` of node:http or node:https, and gives the whole answer as text. Rejects
 * where there is none within the deadline, or one that is too long or breaks off. Redirects are not followed.
 */
export function askWhole<O extends RequestOptions>(
  request: (options: O, onResponse: (response: IncomingMessage) => void) => ClientRequest,
  options: O,
  body: string | undefined,
  { deadlineMs, longest, aborted }: Limits,
): Promise<WholeAnswer> {
  // Not AbortSignal.timeout: it would wake this process after each answer too.
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  const late = deadline.signal;
  const answer = new Promise<WholeAnswer>((resolve, reject) => {
    const signal = aborted ? AbortSignal.any([late, aborted]) : late;
    const fail = (error: unknown) =>
      reject(late.aborted ? new Error(`no whole answer within ${deadlineMs / 1000} s`) : (error as Error));
    let answered = false;
    const sent = request({ ...options, signal }, (response) => {
      answered = true;
      const { statusCode: status = 0, headers } = response;
      wholeText(response, longest).then((text) => resolve({ status, headers, text }), fail);
    });
    // After an answer has begun, its own end tells: what comes behind the last chunk is no error of the answer.
    sent.on("error", (error) => {
      if (!answered) fail(error);
    });
    sent.end(body);
  });
  return answer.finally(() => clearTimeout(timer));
}

/** The same without the answer's headers. */
export async function ask<O extends RequestOptions>(
  ...question: Parameters<typeof askWhole<O>>
): Promise<Answer> {
  const { status, text } = await askWhole(...question);
  return { status, text };
}

/** A request's or an answer's whole body. Rejects where it breaks off, or is longer than `longest` bytes. */
export async function wholeText(message: IncomingMessage, longest: number): Promise<string> {
  return (await wholeBody(message, longest)).toString("utf8");
}

/** The bytes of a request, an answer or another stream. */
export async function wholeBody(message: Readable, longest: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > longest) throw new Error(`more than ${longest} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
