import { request } from "node:http";
import { ask, type HttpAnswer } from "../http/http-ask";

export interface PiholeRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With the query, percent-encoded, from `/api` on. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Until the whole answer is there, in ms. */
  readonly deadlineMs?: number;
}

const defaultDeadlineMs = 10_000;
const longest = 64 * 1024 * 1024;

/**
 * Asks Pi-hole on this node's loopback. A new connection each time: a kept one is slower there (delayed
 * acknowledgements), and what FTL writes after a gravity run would be taken for the next answer. Rejects as `ask` does.
 */
export function exchange(
  port: number,
  { method, path, body, deadlineMs = defaultDeadlineMs }: PiholeRequest,
  session: Readonly<Record<string, string>>,
  aborted?: AbortSignal,
): Promise<HttpAnswer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const about =
    text === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  const headers = { connection: "close", ...session, ...about };
  const options = { host: "127.0.0.1", port, method, path, agent: false as const, headers };
  return ask(request, options, text, { deadlineMs, longest, aborted });
}
