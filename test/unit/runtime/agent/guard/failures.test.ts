import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { deadPort, endAll, guarded, peerWith, piholeWith, until, Wire } from "./support";

const get = (path: string, ...headers: string[]) =>
  [`GET ${path} HTTP/1.1`, "Host: a", ...headers, "", ""] as const;

/** What the guard answers where Pi-hole says `words` to a request, and goes. */
async function answerTo(words: string): Promise<Wire> {
  const pihole = await peerWith((socket) => socket.once("data", () => socket.end(words)));
  const wire = await Wire.to((await guarded(pihole)).port);
  wire.send(...get("/api/groups"));
  return wire;
}

describe("guard failures", () => {
  afterEach(endAll);

  it("answers 502 in FTL's form where Pi-hole is down", async () => {
    const wire = await Wire.to((await guarded(await deadPort())).port);
    wire.send(...get("/api/groups", "Accept: */*"));
    await wire.seen(/\}\n$/);
    assert.match(wire.text, /^HTTP\/1\.1 502 .*Content-Type: application\/json/s);
    const body = JSON.parse(wire.text.split("\r\n\r\n")[1]!) as {
      error: Record<string, string>;
      took: number;
    };
    assert.deepEqual([body.error.key, Object.keys(body.error)], ["bad_gateway", ["key", "message", "hint"]]);
    assert.match(body.error.hint!, /ECONNREFUSED/);
  });

  it("answers a person with a page", async () => {
    const wire = await Wire.to((await guarded(await deadPort())).port);
    wire.send(...get("/admin/", "Accept: text/html,application/xhtml+xml"));
    await wire.seen(/<\/html>\n$/);
    assert.match(wire.text, /^HTTP\/1\.1 502 .*Content-Type: text\/html.*https:\/\/192\.0\.2\.53\/admin/s);
  });

  it("takes the whole of an upload that Pi-hole is not there for, and the connection serves on", async () => {
    const wire = await Wire.to((await guarded(await deadPort())).port);
    wire.send("POST /api/queries HTTP/1.1", "Host: a", "Content-Length: 6", "", "abcdef");
    await wire.seen(/502 .*\}\n$/s);
    wire.text = "";
    wire.send(...get("/api/groups"));
    await wire.seen(/^HTTP\/1\.1 502 .*\}\n$/s);
  });

  for (const [what, words] of [
    ["nothing", ""],
    ["garbage", "\u0000\u0001garbage\r\n\r\n"],
    ["another protocol", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["half a head", "HTTP/1.1 200 OK\r\nContent-Le"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    ["a head without an end", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(64 * 1024)}`],
    [
      "a switch of protocols",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
    ],
  ] as const) {
    it(`answers 502 where Pi-hole says ${what}`, async () => {
      await (await answerTo(words)).seen(/^HTTP\/1\.1 502 .*bad_gateway.*\}\n$/s);
    });
  }

  for (const [what, words] of [
    ["less than it has announced", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"],
    ["no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"],
    ["a chunk that is none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nZZ\r\n"],
  ] as const) {
    it(`cuts the client's answer off too where Pi-hole sends ${what}`, async () => {
      const wire = await answerTo(words);
      await wire.closed();
      assert.match(wire.text, /half/);
      assert.doesNotMatch(wire.text, /\r\n0\r\n/);
    });
  }

  it("ends an answer whose end is the connection's as a whole one", async () => {
    await (await answerTo("HTTP/1.0 200 OK\r\n\r\nall")).seen(/3\r\nall\r\n0\r\n\r\n$/);
  });

  it("leaves Pi-hole when the client leaves, before an answer and in the middle of one", async () => {
    for (const begin of ["", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"]) {
      let pihole: Socket | undefined;
      const { port, guard } = await guarded(
        await peerWith((socket) => {
          pihole = socket;
          socket.on("data", () => socket.write(begin));
        }),
      );
      const wire = await Wire.to(port);
      wire.send(...get("/api/action/x"));
      await until("the request", () => (pihole?.bytesRead ?? 0) > 0);
      if (begin !== "") await wire.seen(/half/);
      wire.socket.destroy();
      await until("the end at Pi-hole", () => pihole!.destroyed);
      await until("the count", () => guard.counts().abandoned === 1);
      assert.equal(guard.counts().failed, 0);
    }
  });

  it("leaves Pi-hole when the client leaves in the middle of its upload", async () => {
    const long = 5 * 1024 * 1024;
    let aborted = false;
    let asks = false;
    const pihole = await piholeWith((asked) => {
      asks = true;
      asked.resume().on("error", () => (aborted = true));
    });
    const wire = await Wire.to((await guarded(pihole)).port);
    wire.send("POST /api/teleporter HTTP/1.1", "Host: a", `Content-Length: ${2 * long}`, "", "");
    wire.socket.write(Buffer.alloc(long));
    await until("the request", () => asks);
    wire.socket.destroy();
    await until("the end at Pi-hole", () => aborted);
  });

  it("passes an answer that comes before the upload has ended", async () => {
    const pihole = await peerWith((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"));
    });
    const wire = await Wire.to((await guarded(pihole)).port);
    const length = 10 * 1024 * 1024;
    const begin = Buffer.alloc(length / 2);
    wire.send("POST /api/teleporter HTTP/1.1", "Host: a", `Content-Length: ${length}`, "", "");
    wire.socket.write(begin);
    await wire.seen(/401 Unauthorized.*no$/s);
    wire.text = "";
    wire.socket.write(Buffer.alloc(length - begin.length));
    wire.send(...get("/api/groups"));
    await wire.seen(/401 Unauthorized.*no$/s);
    assert.deepEqual(wire.errors, []);
  });

  it("answers what is no request itself, and asks Pi-hole nothing", async () => {
    const { port } = await guarded(await peerWith(() => assert.fail("Pi-hole was asked")));
    for (const [words, code] of [
      ["post /api/groups HTTP/1.1\r\nHost: a\r\n\r\n", 400],
      ["POST /api/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
      [`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ] as const) {
      const wire = await Wire.to(port);
      wire.send(words);
      await wire.closed();
      assert.match(wire.text, new RegExp(`^HTTP/1.1 ${code} `));
    }
  });

  it("lets no request hide in the body of another", async () => {
    const seen: string[] = [];
    const pihole = await peerWith((socket) => {
      socket.on("data", (data) => seen.push(String(data)));
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    });
    const wire = await Wire.to((await guarded(pihole, "follower")).port);
    // Without a length there is no body: what follows is a request of its own, and judged as one.
    wire.send(...get("/api/groups"), "POST /api/groups HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    await wire.closed();
    assert.doesNotMatch(seen.join(""), /POST/);
  });
});
