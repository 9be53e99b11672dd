import assert from "node:assert/strict";
import { Agent as Pool, request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { operations } from "./operations";
import { endAll, guarded, peerWith, piholeWith, until, Wire } from "./support";

/** A web server that says what it was asked. */
const echo = () =>
  piholeWith((asked, answer) => {
    void text(asked).then((body) =>
      answer.end(JSON.stringify({ method: asked.method, url: asked.url, body, headers: asked.rawHeaders })),
    );
  });
interface Echo {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: readonly string[];
}

function ask(port: number, method: string, path: string, body = "", pool?: Pool): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = body === "" ? {} : { "content-length": body.length };
    const options = { host: "127.0.0.1", port, method, path, headers, agent: pool ?? false };
    request(options, resolve).on("error", reject).end(body);
  });
}

const status = async (...args: Parameters<typeof ask>): Promise<number> => {
  const answer = await ask(...args);
  await text(answer);
  return answer.statusCode!;
};

interface Refusal {
  readonly error: { readonly key: string; readonly message: string; readonly hint: string };
  readonly took: number;
}

describe("guard", () => {
  afterEach(endAll);

  const all = operations();
  const harmless = ["POST /api/auth", "DELETE /api/auth", "DELETE /api/auth/session/7"];
  const writes = all.filter(
    ({ method, path }) => method !== "GET" && !harmless.includes(`${method} ${path}`),
  );

  it("knows the whole API", () => {
    assert.ok(all.length > 80 && writes.length > 25, `${all.length} operations, ${writes.length} writes`);
  });

  it("refuses every write of the API on a follower, and passes everything else", async () => {
    const { port, guard } = await guarded(await echo(), "follower");
    for (const { method, path } of all) {
      const answer = await ask(port, method, path, method === "GET" ? "" : "{}");
      const body = JSON.parse(await text(answer)) as Refusal & Echo;
      if (writes.some((write) => write.method === method && write.path === path)) {
        assert.equal(answer.statusCode, 409, `${method} ${path}`);
        assert.equal(body.error.key, "FOLLOWER_READONLY");
      } else {
        assert.equal(answer.statusCode, 200, `${method} ${path}`);
        assert.deepEqual([body.method, body.url], [method, path]);
      }
    }
    const { refused, passed } = guard.counts();
    assert.deepEqual([refused, passed], [writes.length, all.length - writes.length]);
  });

  it("passes every operation of the API on a leader, with its body", async () => {
    const { port, guard } = await guarded(await echo());
    for (const { method, path } of all) {
      const sent = method === "GET" ? "" : `{"of":"${method}"}`;
      const answer = await ask(port, method, path, sent);
      const body = JSON.parse(await text(answer)) as Echo;
      assert.deepEqual([body.method, body.url, body.body], [method, path, sent]);
    }
    assert.deepEqual(guard.counts(), { passed: all.length, refused: 0, failed: 0, abandoned: 0 });
  });

  it("tells a refused client why, and where to go", async () => {
    const { port } = await guarded(await echo(), "follower");
    const answer = await ask(port, "PATCH", "/api/config", "{}");
    const { error, took } = JSON.parse(await text(answer)) as Refusal;
    assert.equal(answer.headers["content-type"], "application/json; charset=utf-8");
    assert.equal(error.hint, "https://192.0.2.53/admin");
    assert.match(error.message, /follows.*https:\/\/192\.0\.2\.53\/admin/);
    assert.ok(took >= 0 && took < 1);
  });

  it("sees a write through encoded and crooked paths", async () => {
    let writes = 0;
    const pihole = await piholeWith((asked, answer) => {
      writes++;
      answer.end();
    });
    const { port } = await guarded(pihole, "follower");
    const wire = await Wire.to(port);
    const targets = [
      "/%61pi/groups",
      "//api/groups",
      "/api/../api/groups",
      "/admin/../api/groups",
      "http://x/api/x",
    ];
    for (const target of targets) {
      wire.text = "";
      wire.send(`POST ${target} HTTP/1.1`, "Host: a", "Content-Length: 2", "", "{}");
      await wire.seen(/^HTTP\/1\.1 409 .*\}\n$/s);
    }
    assert.equal(writes, 0);
  });

  it("takes a new role at the next request of an open connection", async () => {
    const node = await guarded(await echo());
    const pool = new Pool({ keepAlive: true, maxSockets: 1 });
    const locals: (number | undefined)[] = [];
    const codes: number[] = [];
    for (const role of ["leader", "follower", "leader"] as const) {
      node.role = role;
      const answer = await ask(node.port, "POST", "/api/groups", "{}", pool);
      locals.push(answer.socket.localPort);
      await text(answer);
      codes.push(answer.statusCode!);
    }
    pool.destroy();
    assert.deepEqual(codes, [200, 409, 200]);
    assert.equal(new Set(locals).size, 1, "it was not one connection");
  });

  it("ends a connection on which a request comes before the answer to the one before", async () => {
    const asked: (string | undefined)[] = [];
    const wire = await Wire.to((await guarded(await piholeWith(({ url }) => asked.push(url)))).port);
    const one = (path: string) => [`GET ${path} HTTP/1.1`, "Host: a", "", ""].join("\r\n");
    wire.send(one("/admin/a"));
    await until("the first", () => asked.length === 1);
    wire.send(one("/admin/b").repeat(1_000));
    await wire.closed();
    assert.deepEqual(asked, ["/admin/a"]);
  });

  it("passes pages, redirects, cookies, status texts and the host as they are", async () => {
    const pihole = await peerWith((socket) =>
      socket.once("data", (head) => {
        assert.match(String(head), /^GET \/admin\/\?x=%20 HTTP\/1\.1\r\nHoSt: pi\.hole\r\n/);
        const lines = [
          "HTTP/1.1 302 Go Elsewhere",
          "LOCATION: /admin/login",
          "Set-Cookie: a=1",
          "Set-Cookie: b=2",
        ];
        socket.end([...lines, "Content-Length: 0", "", ""].join("\r\n"));
      }),
    );
    const wire = await Wire.to((await guarded(pihole, "follower")).port);
    wire.send("GET /admin/?x=%20 HTTP/1.1", "HoSt: pi.hole", "", "");
    const head =
      /^HTTP\/1\.1 302 Go Elsewhere\r\nLOCATION: \/admin\/login\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/;
    await wire.seen(head);
    assert.doesNotMatch(wire.text, /^Date:/m);
  });

  it("tells Pi-hole who asks", async () => {
    const { port } = await guarded(await echo());
    const { headers } = JSON.parse(await text(await ask(port, "GET", "/api/info/client"))) as Echo;
    assert.equal(headers[headers.indexOf("X-Forwarded-For") + 1], "127.0.0.1");
  });

  it("counts failures, and tells of the first and of the recovery", async () => {
    const answers = [502, 502, 200, 200];
    const pihole = await peerWith((socket) =>
      socket.once("data", () => {
        if (failing) socket.destroy();
        else socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      }),
    );
    const node = await guarded(pihole);
    let failing = true;
    for (const [i, code] of answers.entries()) {
      failing = i < 2;
      assert.equal(await status(node.port, "GET", "/api/groups"), code);
    }
    assert.deepEqual(node.guard.counts(), { passed: 2, refused: 0, failed: 2, abandoned: 0 });
    const told = node.events.filter((event) => event.startsWith("guard.upstream"));
    assert.deepEqual(told, ["guard.upstream-failed", "guard.upstream-recovered"]);
  });

  it("stops with requests under way", async () => {
    const pihole = await piholeWith((_, answer) => void answer.write("begun"));
    const { port, guard } = await guarded(pihole);
    const wire = await Wire.to(port);
    wire.send("GET /admin/ HTTP/1.1", "Host: a", "", "");
    await wire.seen(/begun/);
    guard.stop();
    await until("the end of the connection", () => wire.socket.destroyed || wire.socket.readableEnded);
    assert.deepEqual(guard.ports(), { http: undefined, https: undefined });
  });
});
