import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Blocking } from "../../../../pihole/src/api/blocking";
import { apiListener, matches } from "../../../../pihole/src/api/server";

describe("the API's server", () => {
  let active = true;
  let server: Server;
  let base = "";
  const blocking = new Blocking({
    isActive: () => active,
    setActive: (value) => (active = value),
    dnsRuns: () => true,
  });

  before(async () => {
    const listener = apiListener(blocking.endpoints, ({ sid }) =>
      sid === "good" ? { kind: "open" } : { kind: "none", message: "session unknown" },
    );
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  });
  after(() => {
    blocking.cancel();
    server.close();
    server.closeAllConnections();
  });

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(base + path, { ...init, headers: { "X-FTL-SID": "good", ...init.headers } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it("refuses who has no session, in FTL's words", async () => {
    const { status, body } = await ask("/dns/blocking", { headers: { "X-FTL-SID": "bad" } });
    assert.equal(status, 401);
    assert.deepEqual(body.error, { key: "unauthorized", message: "Unauthorized", hint: null });
  });

  it("answers 404 with the path where there is no such endpoint", async () => {
    const { status, body } = await ask("/nowhere");
    assert.equal(status, 404);
    assert.deepEqual(body.error, { key: "not_found", message: "Not found", hint: "/api/nowhere" });
  });

  it("takes a body over 64 KiB for none", async () => {
    const { status, body } = await ask("/dns/blocking", { method: "POST", body: "x".repeat(65 * 1024) });
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /No request body data/);
  });

  it("says that a body is no JSON", async () => {
    const { status, body } = await ask("/dns/blocking", { method: "POST", body: "{" });
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /no valid JSON/);
  });

  it("switches blocking off for a while and on again", async () => {
    const post = (json: unknown) => ask("/dns/blocking", { method: "POST", body: JSON.stringify(json) });
    const off = await post({ blocking: false, timer: 0.05 });
    assert.equal(off.body.blocking, "disabled");
    assert.ok(Number(off.body.timer) <= 0.05);
    const end = Date.now() + 2000;
    while (!active && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
    const { body } = await ask("/dns/blocking");
    assert.deepEqual([body.blocking, body.timer], ["enabled", null]);
  });

  it("matches patterns with one segment and with the rest", () => {
    assert.ok(matches("auth/session/*", ["auth", "session", "3"]));
    assert.ok(!matches("auth/session/*", ["auth", "session"]));
    assert.ok(matches("config/**", ["config", "dns", "hosts"]));
    assert.ok(!matches("config/**", ["config"]));
  });
});
