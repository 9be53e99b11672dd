import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { until } from "../../../../../lab/shell";
import { CrashWatch } from "../../../../../runtime/agent/probe/crash-watch";

describe("the watch for a crash", () => {
  let server: Server;
  let sockets: Socket[];
  let closed: number;
  let watch: CrashWatch;

  const listen = (port = 0) =>
    new Promise<number>((resolve) => {
      server = createServer((socket) => void sockets.push(socket));
      server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });

  beforeEach(async () => {
    [sockets, closed] = [[], 0];
    const port = await listen();
    watch = new CrashWatch(port, () => closed++);
    watch.start();
    await until("a connection", 2_000, () => sockets.length === 1, 5);
  });
  afterEach(() => {
    watch.stop();
    server.close();
    sockets.forEach((socket) => socket.destroy());
  });

  it("tells that the connection is closed, and opens another one", async () => {
    sockets[0]!.resetAndDestroy();
    await until("the word", 2_000, () => closed === 1, 5);
    await until("another connection", 2_000, () => sockets.length === 2, 5);
  });

  it("retries while nobody listens, and reports no further close", async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    sockets[0]!.destroy();
    await until("the word", 2_000, () => closed === 1, 5);
    await listen(port);
    await until("another connection", 2_000, () => sockets.length === 2, 5);
    assert.equal(closed, 1);
  });

  it("reports no close after it is stopped", async () => {
    const ended = new Promise((resolve) => sockets[0]!.once("close", resolve));
    sockets[0]!.resume();
    watch.stop();
    await ended;
    assert.equal(closed, 0);
  });
});
