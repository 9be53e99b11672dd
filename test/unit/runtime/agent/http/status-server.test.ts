import assert from "node:assert/strict";
import { StatusServer } from "../../../../../runtime/agent/http/status-server";
import type { Snapshot } from "../../../../../runtime/agent/snapshot";
import { leading } from "../sample";

async function ask(snapshot: Snapshot | undefined, path: string, method = "GET") {
  const server = new StatusServer({ snapshot: () => snapshot, events: () => [] });
  const port = await server.start(0);
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      signal: AbortSignal.timeout(2000),
    });
    return { code: response.status, type: response.headers.get("content-type"), text: await response.text() };
  } finally {
    server.stop();
  }
}

describe("status server", () => {
  it("says exactly who leads on /ready", async () => {
    const { code, text } = await ask(leading, "/ready");
    assert.deepEqual([code, text], [200, '{"ok":true,"role":"leader"}\n']);
  });

  it("answers 503 with the reason where the node could not take over", async () => {
    const health = {
      ...leading.health,
      name: "faulted",
      reason: "timeout: no answer within 300 ms",
    } as const;
    const { code, text } = await ask({ ...leading, role: "follower", health }, "/ready");
    assert.equal(code, 503);
    assert.deepEqual(JSON.parse(text), {
      ok: false,
      role: "follower",
      reason: "faulted: timeout: no answer within 300 ms",
    });
  });

  it("tells of the signed zone on /dnssec, if there is one", async () => {
    assert.equal((await ask(leading, "/dnssec")).code, 404);
    const signed = { day: 20_787, until: Date.UTC(2026, 11, 14), digest: "0123", key: 1 };
    const key = { n: 1, tag: 7, dnskey: "", ds: "7 15 2 ab" };
    const localZone = { zone: "home.arpa", signer: 1, keys: [key], records: 3, signed, trouble: "" };
    const { code, text } = await ask({ ...leading, localZone, peers: [] }, "/dnssec");
    assert.equal(code, 200);
    assert.deepEqual(JSON.parse(text), {
      zone: "home.arpa",
      signer: { n: 1, tag: 7 },
      keys: [{ n: 1, tag: 7, signs: true, ds: "home.arpa. IN DS 7 15 2 ab" }],
      records: 3,
      signedFor: "2026-11-30",
      expires: "2026-12-14T00:00:00.000Z",
      digest: "0123",
      trouble: "",
      peers: {},
    });
  });

  it("is not ready while the shared files fail", async () => {
    assert.equal((await ask({ ...leading, trouble: "ENOSPC" }, "/ready")).code, 503);
  });

  it("tells the state, the claim and the probes on /status", async () => {
    const { code, type, text } = await ask({ ...leading, claim: -253 }, "/status?x=1");
    const body = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([code, type], [200, "application/json"]);
    assert.deepEqual(body.vrrp, {
      state: "MASTER",
      priority: 150,
      claim: -253,
      effectivePriority: 1,
    });
    assert.equal(body.since, new Date(6000).toISOString());
    assert.equal((body.probes as { own: { last: { ageSeconds: number } } }).own.last.ageSeconds, 0.1);
  });

  it("says on every path that it knows nothing while the agent tells nothing", async () => {
    for (const path of ["/ready", "/status", "/metrics"]) {
      const { code, text } = await ask(undefined, path);
      assert.equal(code, 503, path);
      assert.deepEqual(JSON.parse(text), {
        ok: false,
        role: "follower",
        reason: "the agent has not told its state lately",
      });
    }
    assert.equal((await ask(undefined, "/nothing")).code, 404);
  });

  it("makes an answer once from each snapshot, however often it is asked for", async () => {
    let made = 0;
    // Only the status reads the claim, and only when it is made.
    const watched = (): Snapshot =>
      Object.defineProperty({ ...leading }, "claim", { get: () => void made++, enumerable: true });
    let snapshot = watched();
    const server = new StatusServer({ snapshot: () => snapshot, events: () => [] });
    const port = await server.start(0);
    const get = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/status`)).text();
    try {
      await get();
      const once = made;
      for (let i = 0; i < 5; i++) await get();
      assert.ok(once > 0);
      assert.equal(made, once);
      snapshot = watched();
      await get();
      assert.equal(made, 2 * once);
    } finally {
      server.stop();
    }
  });

  it("answers 404 and 405 in JSON", async () => {
    assert.equal((await ask(leading, "/nothing")).code, 404);
    const posted = await ask(leading, "/ready", "POST");
    assert.deepEqual([posted.code, posted.type], [405, "application/json"]);
  });
});
