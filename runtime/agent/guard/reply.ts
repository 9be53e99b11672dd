import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import type { GuardAnswer } from "./guard-answers";

const told = new WeakSet<ServerResponse>();

/** Whether the client has the whole answer, though its own request may not have ended. */
export const isTold = (response: ServerResponse): boolean => told.has(response);

/**
 * Sends an answer of the agent's own. It is whole at the client at once, whatever of the request is still to come.
 * `last`: the client may keep the body of its request to itself now, so the connection can serve no further one.
 */
export function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: GuardAnswer,
  last = false,
): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    "Content-Type": answer.type,
    ...(answer.stream ? {} : { "Content-Length": body.length }),
    "Cache-Control": "no-cache, no-store",
    ...answer.headers,
    ...(answer.retryAfter === undefined ? {} : { "Retry-After": answer.retryAfter }),
    ...(last ? { Connection: "close" } : {}),
  });
  if (answer.stream) {
    request.resume();
    // What breaks off must not look whole to the client.
    pipeline(answer.stream, response, (error) => error && response.destroy());
    return;
  }
  response.write(body);
  if (last) response.end();
  else endAfterRequest(request, response);
}

/**
 * Ends a response when its request is through; what is left of that is read and dropped. Ending it earlier may close
 * the connection under a client that still sends, and the reset that it gets for that hides the answer from it.
 */
export function endAfterRequest(request: IncomingMessage, response: ServerResponse): void {
  told.add(response);
  if (request.complete) {
    request.resume();
    response.end();
    return;
  }
  request.once("end", () => response.end());
  request.once("close", () => response.end());
  request.resume();
}
