import assert from "node:assert/strict";
import { request } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { ask } from "../../../../../runtime/agent/http/http-ask";

describe("one request over HTTP", () => {
  /** What comes of a question to a server that says just this and hangs up. */
  const answerTo = (said: string, hangUp = true) =>
    new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => (hangUp ? socket.end(said) : socket.write(said)));
      }).listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo;
        const options = { host: "127.0.0.1", port, agent: false as const, headers: { connection: "close" } };
        ask(request, options, undefined, { deadlineMs: 100, longest: 100 })
          .then(resolve, reject)
          .finally(() => server.close());
      });
    });
  const head = "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

  it("is answered whole, whatever comes behind the answer, as after a gravity run", async () => {
    const behind = 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"status":"success"}';
    for (const more of ["", behind, '{"status":"success"}'])
      assert.deepEqual(await answerTo(`${head}4\r\nDone\r\n0\r\n\r\n${more}`), { status: 200, text: "Done" });
  });

  it("fails where the answer does not end in time, also one that has begun", async () => {
    for (const said of ["", `${head}8\r\nDone`])
      await assert.rejects(answerTo(said, false), /no whole answer within 0.1 s/);
  });

  it("fails where the answer is cut off, is none, or is too long", async () => {
    await assert.rejects(answerTo(`${head}8\r\nDone`));
    await assert.rejects(answerTo(""));
    await assert.rejects(answerTo("SSH-2.0\r\n"));
    await assert.rejects(answerTo(`${head}c8\r\n${"x".repeat(200)}\r\n0\r\n\r\n`), /more than 100 bytes/);
  });
});
