/** Headers as node:http takes and gives them: name, value, name, value, in their order and spelling. */
export type RawHeaders = readonly string[];

/** Those that are about one connection, and not about the message (RFC 9110, 7.6.1). */
const ofConnection: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** What `Connection: <name>` cannot take away: without these, the message would be another one. */
const ofMessage: ReadonlySet<string> = new Set(["content-length", "host"]);
/** Methods for which node:http adds no framing of its own. */
const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"]);

/** Whether a body follows, of whatever length. */
export const hasBody = (raw: RawHeaders): boolean =>
  valuesOf(raw, "transfer-encoding").length > 0 || valuesOf(raw, "content-length").length > 0;

/** What goes to Pi-hole for a request of `client`, an IP address: the same, on a connection of its own. */
export function requestHeaders(raw: RawHeaders, method: string, client: string): string[] {
  const kept = endToEnd(raw).filter(([name]) => !["expect", "x-forwarded-for"].includes(name.toLowerCase()));
  // What the client says itself is not believed.
  const headers = [...kept.flat(), "X-Forwarded-For", client, "Connection", "close"];
  if (valuesOf(raw, "transfer-encoding").length > 0) headers.push("Transfer-Encoding", "chunked");
  else if (!hasBody(raw) && !bodiless.has(method)) headers.push("Content-Length", "0");
  return headers;
}

/** What goes to the client for an answer of Pi-hole's. */
export const responseHeaders = (raw: RawHeaders): string[] => endToEnd(raw).flat();

function endToEnd(raw: RawHeaders): (readonly [string, string])[] {
  const named = valuesOf(raw, "connection")
    .flatMap((value) => value.split(","))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !ofMessage.has(name));
  const dropped = new Set([...ofConnection, ...named]);
  return pairs(raw).filter(([name]) => !dropped.has(name.toLowerCase()));
}

const valuesOf = (raw: RawHeaders, wanted: string): string[] =>
  pairs(raw)
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value);

const pairs = (raw: RawHeaders): (readonly [string, string])[] =>
  Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!] as const);
