import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { PiholeApi } from "../../../../../lab/load/client/pihole-api";
import type { Question } from "../../../../../lab/load/pihole-protocol";

describe("Pi-hole's API as the drill uses it", () => {
  let server: Server;
  let port: number;
  let valid: string[] = [];
  let seen: string[] = [];

  before((done) => {
    server = createServer((request, response) => {
      const sid = String(request.headers["x-ftl-sid"] ?? "");
      seen.push(`${request.method} ${request.url} ${sid}`);
      let text = "";
      request.on("data", (piece: Buffer) => (text += piece.toString()));
      request.on("end", () => {
        if (request.url === "/api/auth" && request.method === "POST") {
          const right = (JSON.parse(text) as { password: string }).password === "right";
          if (right) valid.push(`s${seen.length}`);
          const session = right ? { valid: true, sid: valid.at(-1) } : { valid: false, sid: null };
          response.writeHead(right ? 200 : 401).end(JSON.stringify({ session }));
        } else response.writeHead(valid.includes(sid) ? 200 : 401).end("{}");
      });
    }).listen(0, "127.0.0.1", () => {
      port = (server.address() as { port: number }).port;
      done();
    });
  });
  after(() => server.close());
  beforeEach(() => {
    [valid, seen] = [[], []];
  });

  const question = { address: "127.0.0.1", method: "GET", path: "/api/groups" } as const;
  /** The API on the test's port in place of 80. */
  const api = (password: string) => new PiholeApi(password, port);
  const asked = (client: PiholeApi, more: Partial<Question> = {}) => client.ask({ ...question, ...more });

  it("logs in once, also where several ask at once, and gives its seat back", async () => {
    const client = api("right");
    const all = await Promise.all([asked(client), asked(client), asked(client)]);
    assert.deepEqual(
      all.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(seen.filter((line) => line.startsWith("POST /api/auth")).length, 1);
    await client.leave();
    assert.equal(seen.at(-1), `DELETE /api/auth ${valid[0]}`);
  });

  it("logs in again where its session is gone", async () => {
    const client = api("right");
    await asked(client);
    valid = [];
    assert.equal((await asked(client)).status, 200);
    assert.equal(seen.filter((line) => line.startsWith("POST /api/auth")).length, 2);
  });

  it("says so where it is not let in", async () => {
    await assert.rejects(asked(api("wrong")), /127\.0\.0\.1 let nobody log in: 401/);
  });

  it("asks other ports without a session", async () => {
    const client = new PiholeApi("right");
    assert.equal((await asked(client, { port, path: "/status" })).status, 401);
    assert.deepEqual(seen, ["GET /status "]);
  });
});
