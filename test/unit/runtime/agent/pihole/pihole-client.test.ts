import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PiholeClient } from "../../../../../runtime/agent/pihole/pihole-client";
import { PiholeError } from "../../../../../runtime/agent/pihole/pihole-error";
import { endAll, peerWith, piholeWith } from "../guard/support";

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}
const session = (sid: string | null, valid = true): Reply => ({
  status: valid ? 200 : 401,
  body: {
    session: { valid, totp: false, sid, validity: valid ? 1800 : -1, message: "password incorrect" },
  },
});
const error = (status: number, key: string, message: string, hint: unknown = null): Reply => ({
  status,
  body: { error: { key, message, hint }, took: 0.01 },
});
const seen = { method: "GET", path: "/api/groups" } as const;

const pauses = { busyMs: 10, loginMs: 20 };

describe("Pi-hole's client", () => {
  let logins: Reply[];
  let answers: Reply[];
  let asked: string[];
  let kept: { sid: string | undefined };
  let port: number;
  const pihole = (): PiholeClient =>
    new PiholeClient(
      port,
      { password: () => "secret", totpSecret: () => "" },
      { load: () => kept.sid, save: (sid) => (kept.sid = sid) },
      pauses,
    );

  /** Gives each of its answers once, and the last for ever; counts who asked with which session. */
  function talk(request: IncomingMessage, response: ServerResponse): void {
    const login = request.url === "/api/auth";
    asked.push(login ? "login" : String(request.headers["x-ftl-sid"] ?? "nobody"));
    const from = login ? logins : answers;
    const { status, body } = from.length > 1 ? from.shift()! : from[0]!;
    response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {});
    response.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  }

  beforeEach(async () => {
    [logins, answers, asked, kept] = [
      [session("one")],
      [{ status: 200, body: { groups: [] } }],
      [],
      { sid: undefined },
    ];
    port = await piholeWith(talk);
  });
  afterEach(endAll);

  it("logs in once, and keeps the session for the next agent", async () => {
    const first = pihole();
    await first.ask(seen);
    await first.ask(seen);
    await pihole().ask(seen);
    assert.deepEqual(asked, ["login", "one", "one", "one"]);
  });

  it("logs in anew where the session is not known any more, once", async () => {
    kept.sid = "old";
    answers = [error(401, "unauthorized", "Unauthorized"), { status: 200, body: {} }];
    await pihole().ask(seen);
    assert.deepEqual(asked, ["old", "login", "one"]);
    answers = [error(401, "unauthorized", "Unauthorized")];
    asked = [];
    await assert.rejects(pihole().ask(seen), /GET \/api\/groups: unauthorized, Unauthorized/);
    assert.deepEqual(asked, ["one", "login", "one"]);
  });

  it("works without an id where Pi-hole has no password", async () => {
    logins = [session(null)];
    const client = pihole();
    await client.ask(seen);
    await client.ask(seen);
    assert.deepEqual(asked, ["login", "nobody", "nobody"]);
  });

  it("says in words why it was not let in", async () => {
    const refusals: [Reply, RegExp][] = [
      [session(null, false), /does not take the cluster's password: 401/],
      [
        error(429, "api_seats_exceeded", "API seats exceeded", "increase it"),
        /all of Pi-hole's sessions are taken/,
      ],
      [{ status: 200, body: "<html>" }, /does not take the cluster's password: 200 <html>/],
    ];
    for (const [reply, words] of refusals) {
      logins = [reply];
      asked = [];
      await assert.rejects(pihole().ask(seen), (thrown) => {
        assert.ok(thrown instanceof PiholeError);
        assert.match(thrown.message, words);
        assert.doesNotMatch(thrown.message, /secret/);
        return true;
      });
      assert.deepEqual(asked, ["login"]);
    }
  });

  it("gives up where a second factor is asked for, and no code of it is taken", async () => {
    logins = [error(400, "bad_request", "No 2FA token found in JSON payload")];
    await assert.rejects(pihole().ask(seen), /second factor/);
    assert.equal(asked.length, 4);
  });

  it("waits for a second in which nobody else's wrong passwords are held against it", async () => {
    const limited = error(429, "rate_limiting", "Rate-limiting login attempts");
    logins = [limited, limited, limited, session("late")];
    await pihole().ask(seen);
    assert.deepEqual(asked, ["login", "login", "login", "login", "late"]);
    [logins, asked, kept.sid] = [[limited], [], undefined];
    await assert.rejects(pihole().ask(seen), /429 Rate-limiting/);
    assert.equal(asked.length, 10);
  });

  it("asks again while gravity swaps its database, and never takes that for empty", async () => {
    const busy = error(400, "database_error", "Could not read groups", "Database not available");
    kept.sid = "one";
    answers = [busy, busy, { status: 200, body: { groups: [1] } }];
    assert.deepEqual((await pihole().ask(seen)).body, { groups: [1] });
    answers = [busy];
    asked = [];
    await assert.rejects(pihole().ask(seen), /database_error, Could not read groups, Database not available/);
    assert.equal(asked.length, 12);
  });

  it("gives up a database that is busy when it is told to", async () => {
    kept.sid = "one";
    answers = [error(400, "database_error", "Could not read groups")];
    await assert.rejects(pihole().ask(seen, AbortSignal.timeout(35)));
    assert.ok(asked.length < 10);
  });

  it("fails at redirects, garbage and refusals, and takes 404 for an answer", async () => {
    kept.sid = "one";
    const cases: [Reply, RegExp][] = [
      [{ status: 302 }, /GET \/api\/groups: answered 302/],
      [{ status: 200, body: "<html>not me</html>" }, /an answer that is no JSON: <html>/],
      [{ status: 200, body: '{"groups":[' }, /no JSON/],
      [{ status: 500, body: "oops" }, /GET \/api\/groups: 500/],
      [
        { status: 400, body: { error: { key: "bad_request", message: "Bad" } } },
        /GET \/api\/groups: bad_request, Bad/,
      ],
      [error(403, "forbidden", "The config is currently in read-only mode"), /forbidden, The config/],
    ];
    for (const [reply, words] of cases) {
      answers = [reply];
      await assert.rejects(pihole().ask(seen), words);
    }
    answers = [{ status: 404 }];
    assert.deepEqual(await pihole().ask(seen), { status: 404, body: undefined });
    answers = [{ status: 204 }];
    assert.deepEqual(await pihole().ask(seen), { status: 204, body: undefined });
  });

  it("fails at half a body, and at one that does not end", async () => {
    kept.sid = "one";
    const half = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"groups":[]}';
    port = await peerWith((socket) => socket.once("data", () => socket.end(half)));
    await assert.rejects(pihole().ask(seen), PiholeError);
    const open = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n";
    port = await peerWith((socket) => socket.once("data", () => socket.end(open)));
    await assert.rejects(pihole().ask(seen), PiholeError);
    port = await peerWith((socket) => {
      socket.once("data", () => socket.write(half));
      const drip = setInterval(() => socket.write(" "), 20);
      socket.once("close", () => clearInterval(drip));
    });
    await assert.rejects(pihole().ask({ ...seen, deadlineMs: 150 }), /no whole answer within 0.15 s/);
  });

  it("says nothing of the password or the session where Pi-hole is not there", async () => {
    port = 1;
    await assert.rejects(pihole().ask(seen), /^Error: POST \/api\/auth: .*ECONNREFUSED/);
  });
});
