import assert from "node:assert/strict";
import { hasBody, requestHeaders, responseHeaders } from "../../../../../runtime/agent/guard/headers";

const forward = ["X-Forwarded-For", "192.0.2.9", "Connection", "close"];

describe("guard headers", () => {
  it("keeps a request's headers, their order and their spelling", () => {
    const raw = ["Host", "pi.hole", "COOKIE", "sid=a", "X-FTL-SID", "b", "accept", "*/*"];
    assert.deepEqual(requestHeaders(raw, "GET", "192.0.2.9"), [...raw, ...forward]);
  });

  it("names the client alone, whoever it says that it is", () => {
    const raw = ["Host", "a", "x-forwarded-for", "198.51.100.1", "X-Forwarded-For", "198.51.100.2"];
    assert.deepEqual(requestHeaders(raw, "GET", "192.0.2.9"), ["Host", "a", ...forward]);
  });

  it("drops what is about the client's connection, and what that names", () => {
    const raw = [
      "Host",
      "a",
      "Connection",
      "keep-alive, X-One",
      "x-one",
      "1",
      "Upgrade",
      "h2c",
      "TE",
      "trailers",
    ];
    const more = ["Keep-Alive", "5", "Expect", "100-continue", "Proxy-Connection", "x"];
    assert.deepEqual(requestHeaders([...raw, ...more], "GET", "192.0.2.9"), ["Host", "a", ...forward]);
  });

  it("lets no `Connection` take a body's length, the host or the client's address away", () => {
    const raw = ["Host", "a", "Content-Length", "3", "Connection", "content-length, host, x-forwarded-for"];
    const expected = ["Host", "a", "Content-Length", "3", ...forward];
    assert.deepEqual(requestHeaders(raw, "POST", "192.0.2.9"), expected);
  });

  it("frames a body as it came, and says that there is none where it matters", () => {
    const chunked = requestHeaders(["Transfer-Encoding", "Chunked"], "PUT", "192.0.2.9");
    assert.deepEqual(chunked, [...forward, "Transfer-Encoding", "chunked"]);
    assert.deepEqual(requestHeaders([], "POST", "192.0.2.9"), [...forward, "Content-Length", "0"]);
    assert.deepEqual(requestHeaders([], "DELETE", "192.0.2.9"), forward);
    assert.deepEqual(
      [hasBody(["content-length", "0"]), hasBody(["Transfer-Encoding", "chunked"]), hasBody([])],
      [true, true, false],
    );
  });

  it("keeps an answer's headers, several cookies included", () => {
    const raw = ["Set-Cookie", "a=1", "set-cookie", "b=2", "Location", "/admin/login", "Content-Length", "0"];
    const hop = ["Connection", "keep-alive", "Transfer-Encoding", "chunked"];
    assert.deepEqual(responseHeaders([...hop, ...raw]), raw);
  });
});
