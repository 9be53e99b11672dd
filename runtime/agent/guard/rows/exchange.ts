import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { askWhole } from "../../http/http-ask";
import { withHeader, type Alteration } from "../alteration";
import type { Upstream } from "../forward";
import { requestHeaders, responseHeaders, type RawHeaders } from "../headers";
import { endAfterRequest } from "../reply";
import type { RowAnswer } from "./answer";

/** The rows of a large table. */
const longest = 64 * 1024 * 1024;
/** A row on a slow card takes a fraction of a second; a locked or busy Pi-hole some seconds. */
const deadlineMs = 60_000;

/**
 * Asks Pi-hole something in the name of a client whose request has these headers, on a connection of its own. Rejects
 * if there is no whole answer in time.
 */
export async function askAs(
  { host, port }: Upstream,
  client: string,
  headers: RawHeaders,
  question: { readonly method: string; readonly target: string; readonly body?: string },
): Promise<RowAnswer> {
  const { method, target, body } = question;
  const own = ["content-length", "content-type", "transfer-encoding"].reduce(
    (rest, name) => withHeader(rest, name, () => undefined),
    headers,
  );
  const about =
    body === undefined
      ? []
      : ["Content-Type", "application/json", "Content-Length", String(Buffer.byteLength(body))];
  const raw = requestHeaders([...own, ...about], method, client);
  const options = { host, port, method, path: target, headers: raw, agent: false as const };
  const { status, statusText, rawHeaders, text } = await askWhole(httpRequest, options, body, {
    deadlineMs,
    longest,
  });
  return { status, statusText, headers: rawHeaders, text };
}

/** Gives the client an answer of Pi-hole's, altered as one that passes through is. */
export async function tell(
  request: IncomingMessage,
  response: ServerResponse,
  answer: RowAnswer,
  alteration: Alteration,
): Promise<void> {
  const change = alteration.answer(answer.status, answer.headers);
  const { headers, text } =
    change?.kind === "text"
      ? await change.alter(answer.text)
      : { headers: change?.headers ?? answer.headers, text: answer.text };
  const framed = withHeader(headers, "content-length", () => undefined);
  const body = Buffer.from(text);
  const length = answer.status === 204 ? [] : ["Content-Length", String(body.length)];
  response.sendDate = false;
  response.writeHead(answer.status, answer.statusText, [...responseHeaders(framed), ...length]);
  if (body.length > 0) response.write(body);
  endAfterRequest(request, response);
}
