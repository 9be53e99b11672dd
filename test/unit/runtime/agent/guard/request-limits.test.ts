import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Writable } from "node:stream";
import { limit, serverOptions, type OpenRequest } from "../../../../../runtime/agent/guard/request-limits";
import { endAll, Wire } from "./support";

const idleMs = 60;
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A connection to a server under limits that answers `/late` after five times the idle time, and any other never. */
async function limited(words: string): Promise<Wire> {
  const exchanges = new WeakMap<Socket, OpenRequest>();
  const server = createServer(serverOptions, (request, response) => {
    exchanges.set(request.socket, { request, response });
    if (request.url === "/late") setTimeout(() => response.end("late"), 5 * idleMs);
    if (request.url === "/much") response.write(Buffer.alloc(32 * 1024 * 1024));
    if (request.url === "/upload") request.resume();
    if (request.url === "/held") request.pipe(new Writable({ write: () => undefined }));
  });
  limit(server, (socket) => exchanges.get(socket), idleMs);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const wire = await Wire.to((server.address() as AddressInfo).port);
  wire.socket.once("close", () => server.close());
  wire.send(words);
  return wire;
}

describe("guard limits", () => {
  afterEach(endAll);

  it("ends a connection on which nothing is asked, or half of something", async () => {
    for (const words of [
      "",
      "GET /late HT",
      "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
    ]) {
      await (await limited(words)).closed();
    }
  });

  it("lets one wait for Pi-hole", async () => {
    const wire = await limited("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
    await wire.seen(/200 OK.*late/s);
  });

  it("does not blame a client whose upload Pi-hole does not take", async () => {
    const wire = await limited("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n");
    wire.socket.write(Buffer.alloc(1_000_000));
    await later(5 * idleMs);
    assert.equal(wire.socket.readableEnded || wire.socket.destroyed, false);
  });

  it("ends one that does not take its answer", async () => {
    const wire = await limited("GET /much HTTP/1.1\r\nHost: a\r\n\r\n");
    wire.socket.pause();
    await later(8 * idleMs);
    wire.socket.resume();
    await wire.closed();
    assert.ok(wire.text.length < 32 * 1024 * 1024);
  });
});
