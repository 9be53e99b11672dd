import fc from "fast-check";
import { oddText } from "./explore";

const method = fc.constantFrom(
  ..."GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT PROPFIND get PoST BREW".split(" "),
  "",
);
const segment = fc.constantFrom(
  ..."api,%61pi,%2561pi,API,admin,groups,auth,session,1,cluster,status,metrics,report,..,.,%2e%2e,%2f,\\,%5c,%00,;x,?,#".split(
    ",",
  ),
);
const target = fc.oneof(
  { weight: 8, arbitrary: fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join("/")}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("*", "http://pi.hole/api/groups", "//api/groups", "/api/auth", "/status"),
  },
  { weight: 1, arbitrary: oddText() },
);
const header = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "Host: pi.hole",
      "Content-Length: 0",
      "Content-Length: 5",
      "Content-Length: -1",
      "Content-Length: 99999999999999999999",
      "Content-Length: 5, 6",
      "Transfer-Encoding: chunked",
      "Transfer-Encoding: identity, chunked",
      "Transfer-Encoding : chunked",
      "Transfer-Encoding: xchunked",
      "Connection: close",
      "Connection: keep-alive, content-length",
      "Connection: upgrade",
      "Upgrade: websocket",
      "Expect: 100-continue",
      "Content-Type: application/json",
      "X-HTTP-Method-Override: PUT",
      "X-Forwarded-For: 127.0.0.1",
      "Cookie: sid=x; sid=y",
      " folded: line",
    ),
  },
  { weight: 1, arbitrary: oddText().map((text) => `X-Odd: ${text}`) },
  { weight: 1, arbitrary: oddText() },
);
const body = fc.constantFrom(
  "",
  "hello",
  "5\r\nhello\r\n0\r\n\r\n",
  "0\r\n\r\nPUT /api/groups HTTP/1.1\r\nHost: pi.hole\r\nContent-Length: 0\r\n\r\n",
  "5;x=\r\nhello\r\n0\r\nPUT: /api\r\n\r\n",
  "fffffffffffffffff\r\n",
  '{"a":1}',
);
const version = fc.oneof(
  { weight: 8, arbitrary: fc.constant("HTTP/1.1") },
  fc.constantFrom("HTTP/1.0", "HTTP/2.0", ""),
);
const lineEnd = fc.oneof(
  { weight: 8, arbitrary: fc.constant("\r\n") },
  fc.constantFrom("\n", "\r", "\r\r\n"),
);

const request = fc
  .record({ method, target, version, headers: fc.array(header, { maxLength: 5 }), body, end: lineEnd })
  .map(({ method, target, version, headers, body, end }) =>
    [`${method} ${target} ${version}`, "Host: pi.hole", ...headers, "", body].join(end),
  );

/** The bytes of a connection: requests of all kinds, one behind the other, or none at all. */
export const connection = (): fc.Arbitrary<string[]> =>
  fc.oneof({ weight: 8, arbitrary: fc.array(request, { minLength: 1, maxLength: 3 }) }, fc.array(oddText()));
