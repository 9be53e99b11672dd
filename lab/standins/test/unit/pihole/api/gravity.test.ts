import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { gravityEndpoints } from "../../../../pihole/src/api/gravity";
import { apiListener } from "../../../../pihole/src/api/server";

describe("POST /api/action/gravity", () => {
  let server: Server;
  let command: [string, ...string[]] = ["true"];

  beforeEach(async () => {
    const listener = apiListener(gravityEndpoints(command), () => ({ kind: "open" }));
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => server.close());

  const raw = async (): Promise<string> => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("POST /api/action/gravity HTTP/1.1\r\nHost: pi.hole\r\nConnection: close\r\n\r\n");
    let text = "";
    for await (const piece of socket as AsyncIterable<Buffer>) text += piece.toString("utf8");
    return text;
  };

  describe("that succeeds", () => {
    before(() => (command = ["echo", "[✓] Done"]));
    it("streams text in chunks, and then a second response that nobody asked for", async () => {
      const text = await raw();
      assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
      assert.match(text, /Transfer-Encoding: chunked/);
      assert.match(text, /\[✓\] Done\n\r\n0\r\n\r\nHTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\{"status":"success"\}$/);
    });
  });

  describe("that fails", () => {
    before(() => (command = ["false"]));
    it("answers 200 all the same, and says it only in what nobody asked for", async () => {
      const text = await raw();
      assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
      assert.match(text, /"Gravity failed"/);
    });
  });
});
