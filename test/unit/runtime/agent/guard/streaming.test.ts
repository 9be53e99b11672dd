import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request, type IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { Readable, type Writable } from "node:stream";
import { endAll, guarded, peerWith, piholeWith, until, Wire } from "./support";

const megabyte = Buffer.alloc(1024 * 1024, "pi-hole ");
const large = 50;
/** What the kernel may hold between two sockets of loopback, twice, and the agent itself. */
const mostUnderWay = 24 * megabyte.length;

const digest = async (stream: Readable): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(stream, hash);
  return hash.digest("hex");
};
const pieces = () => Readable.from(Array.from({ length: large }, () => megabyte));

/** Writes until nothing has been taken for 300 ms. Resolves to the number of bytes taken. */
async function stuff(socket: Writable, frame = (piece: Buffer) => piece): Promise<number> {
  for (let taken = 0; ; taken += megabyte.length) {
    if (taken > 4 * mostUnderWay) return taken;
    if (socket.write(frame(megabyte))) continue;
    const drained = await new Promise<boolean>((resolve) => {
      const full = setTimeout(() => resolve(false), 300);
      socket.once("drain", () => {
        clearTimeout(full);
        resolve(true);
      });
    });
    if (!drained) return taken;
  }
}

describe("guard streaming", () => {
  afterEach(endAll);

  it("passes each piece of an answer as it comes", async () => {
    let finish = (): void => undefined;
    const pihole = await piholeWith((_, answer) => {
      answer.writeHead(200, { "content-type": "text/plain" });
      answer.flushHeaders();
      finish = () => answer.end("done\n");
      setTimeout(() => answer.write("  [i] Downloading\n"), 50);
    });
    const wire = await Wire.to((await guarded(pihole)).port);
    wire.send("POST /api/action/gravity HTTP/1.1", "Host: a", "", "");
    await wire.seen(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n$/s);
    await wire.seen(/Downloading\n/);
    assert.doesNotMatch(wire.text, /done/);
    finish();
    await wire.seen(/done\n\r\n0\r\n\r\n$/);
  });

  it("passes a long import as it comes, and its last piece when all of it is here", async () => {
    let got = 0;
    const pihole = await piholeWith(
      (asked) => void asked.on("data", (piece: Buffer) => (got += piece.length)),
    );
    const wire = await Wire.to((await guarded(pihole)).port);
    const length = 6 * megabyte.length;
    wire.send("POST /api/teleporter HTTP/1.1", "Host: a", `Content-Length: ${length}`, "", "");
    for (let i = 0; i < 5; i++) wire.socket.write(megabyte);
    await until("the first pieces", () => got > 4 * megabyte.length);
    wire.socket.write(megabyte.subarray(1));
    await until("the next", () => got > 5 * megabyte.length);
    assert.ok(got < length - 1);
    wire.socket.write(megabyte.subarray(0, 1));
    await until("the last", () => got === length);
  });

  it("gives Pi-hole no whole import of a client whose node has lost the lead meanwhile", async () => {
    const length = 6 * megabyte.length;
    let got = 0;
    let broken = false;
    const pihole = await piholeWith((asked) => {
      asked.on("data", (piece: Buffer) => (got += piece.length)).on("error", () => (broken = true));
    });
    const node = await guarded(pihole);
    const wire = await Wire.to(node.port);
    wire.send("POST /api/teleporter HTTP/1.1", "Host: a", `Content-Length: ${length}`, "", "");
    for (let i = 0; i < 5; i++) wire.socket.write(megabyte);
    await until("the first pieces", () => got > 4 * megabyte.length);
    node.role = "follower";
    wire.socket.write(megabyte);
    await wire.seen(/^HTTP\/1\.1 409 .*FOLLOWER_READONLY/s);
    await until("the end at Pi-hole", () => broken);
    assert.ok(got < length, `${got} bytes`);
    assert.deepEqual(node.guard.counts(), { passed: 0, refused: 1, failed: 0, abandoned: 0 });
  });

  it("drops the second body that FTL writes behind the last chunk, and keeps the connection in order", async () => {
    const pihole = await peerWith((socket) =>
      socket.on("data", () => {
        const head = ["HTTP/1.1 200 OK", "Content-Type: text/plain", "Transfer-Encoding: chunked", "", ""];
        const second = ["HTTP/1.1 200 OK", "Content-Length: 20", "", '{"status":"success"}'];
        socket.write(`${head.join("\r\n")}5\r\nDone\n\r\n0\r\n\r\n${second.join("\r\n")}`);
      }),
    );
    const { port, guard } = await guarded(pihole);
    const wire = await Wire.to(port);
    for (let round = 1; round <= 3; round++) {
      wire.text = "";
      wire.send("POST /api/action/gravity HTTP/1.1", "Host: a", "Content-Length: 0", "", "");
      await wire.seen(/5\r\nDone\n\r\n0\r\n\r\n$/);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.doesNotMatch(wire.text, /success/);
    assert.deepEqual(guard.counts(), { passed: 3, refused: 0, failed: 0, abandoned: 0 });
  });

  it("the same where the second body has no head", async () => {
    const pihole = await peerWith((socket) =>
      socket.on("data", () => {
        const head = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", ""].join("\r\n");
        socket.end(`${head}5\r\nDone\n\r\n0\r\n\r\n{"status":"success"}`);
      }),
    );
    const { port, guard } = await guarded(pihole);
    const wire = await Wire.to(port);
    wire.send("POST /api/action/gravity HTTP/1.1", "Host: a", "Content-Length: 0", "", "");
    await wire.seen(/5\r\nDone\n\r\n0\r\n\r\n$/);
    await until("the count", () => guard.counts().passed === 1);
  });

  it("opens a connection to Pi-hole for each request, and asks for its end", async () => {
    const from = new Set<number | undefined>();
    const asked: (string | undefined)[] = [];
    const pihole = await piholeWith((each, answer) => {
      from.add(each.socket.remotePort);
      asked.push(each.headers.connection);
      answer.end();
    });
    const wire = await Wire.to((await guarded(pihole)).port);
    for (let round = 1; round <= 3; round++) {
      wire.text = "";
      wire.send("GET /api/groups HTTP/1.1", "Host: a", "", "");
      await wire.seen(/\r\n\r\n/);
    }
    assert.equal(from.size, 3);
    assert.deepEqual(asked, ["close", "close", "close"]);
  });

  it("carries 50 MB to Pi-hole and back unharmed", async () => {
    const pihole = await piholeWith((asked, answer) => {
      void digest(asked).then((sum) => {
        answer.setHeader("content-length", large * megabyte.length);
        answer.setHeader("x-sum", sum);
        pieces().pipe(answer);
      });
    });
    const { port } = await guarded(pihole);
    const headers = { "content-length": large * megabyte.length };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port,
        method: "POST",
        path: "/api/teleporter",
        headers,
        agent: false,
      };
      pieces().pipe(request(options, resolve).on("error", reject));
    });
    const expected = await digest(pieces());
    assert.deepEqual([answer.headers["x-sum"], await digest(answer)], [expected, expected]);
  });

  it("holds an answer back that the client does not take", async () => {
    let taken: number | undefined;
    const pihole = await piholeWith((_, answer) => void stuff(answer).then((bytes) => (taken = bytes)));
    const wire = await Wire.to((await guarded(pihole)).port);
    wire.socket.pause();
    wire.send("GET /api/queries HTTP/1.1", "Host: a", "", "");
    await until("the end of the stuffing", () => taken !== undefined);
    assert.ok(taken! < mostUnderWay, `${taken} bytes are under way`);
  });

  it("holds a request back that Pi-hole does not take", async () => {
    const pihole = await peerWith((socket) => socket.pause());
    const wire = await Wire.to((await guarded(pihole)).port);
    wire.send("POST /api/teleporter HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "");
    const size = megabyte.length.toString(16);
    const taken = await stuff(wire.socket, (piece) =>
      Buffer.concat([Buffer.from(`${size}\r\n`), piece, Buffer.from("\r\n")]),
    );
    assert.ok(taken < mostUnderWay, `${taken} bytes are under way`);
  });

  it("refuses an upload before its body has come, and the connection serves on", async () => {
    const { port } = await guarded(await peerWith(() => assert.fail("Pi-hole was asked")), "follower");
    const wire = await Wire.to(port);
    wire.send("POST /api/queries HTTP/1.1", "Host: a", `Content-Length: ${4 * megabyte.length}`, "", "begin");
    await wire.seen(/^HTTP\/1\.1 409 .*FOLLOWER_READONLY.*\}\n$/s);
    wire.text = "";
    wire.socket.write(Buffer.alloc(4 * megabyte.length - "begin".length));
    wire.send("PUT /api/groups/x HTTP/1.1", "Host: a", "Content-Length: 0", "", "");
    await wire.seen(/^HTTP\/1\.1 409 .*\}\n$/s);
    assert.deepEqual(wire.errors, []);
  });

  it("does not reset a connection that is to be closed while the refused body still comes", async () => {
    const { port } = await guarded(await peerWith(() => assert.fail("Pi-hole was asked")), "follower");
    const wire = await Wire.to(port);
    const length = `Content-Length: ${4 * megabyte.length}`;
    wire.send("POST /api/queries HTTP/1.1", "Host: a", "Connection: close", length, "", "");
    await wire.seen(/409 .*\}\n$/s);
    for (let i = 0; i < 4; i++) {
      wire.socket.write(megabyte);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await wire.closed();
    assert.deepEqual(wire.errors, []);
  });

  it("refuses one that waits for leave to send its body, without giving it", async () => {
    const { port } = await guarded(await peerWith(() => assert.fail("Pi-hole was asked")), "follower");
    const wire = await Wire.to(port);
    wire.send("POST /api/queries HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 9", "", "");
    await wire.closed();
    assert.match(wire.text, /^HTTP\/1\.1 409 .*\}\n$/s);
    assert.match(wire.text, /^Connection: close\r$/m);
  });

  it("gives leave on a leader, and passes the body", async () => {
    let expects: string | undefined = "nothing came";
    const pihole = await piholeWith((asked, answer) => {
      expects = asked.headers.expect;
      asked.pipe(answer);
    });
    const wire = await Wire.to((await guarded(pihole)).port);
    wire.send("POST /api/queries HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 4", "", "");
    await wire.seen(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    wire.send("body");
    await wire.seen(/200 OK.*body/s);
    assert.equal(expects, undefined);
  });
});
