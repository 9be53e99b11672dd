import assert from "node:assert/strict";
import { request } from "node:http";
import { PiholeClient } from "../../../../../../runtime/agent/pihole/pihole-client";
import { endAll, until } from "../support";
import { Node, password } from "./node";

/** Resolves to the status of a log-in with a wrong password, from another address of loopback. */
const wrong = (port: number, from: string, over: AbortSignal): Promise<number> =>
  new Promise((resolve) => {
    const body = '{"password":"wrong"}';
    const headers = { "content-type": "application/json", "content-length": body.length };
    const options = {
      host: "127.0.0.1",
      port,
      localAddress: from,
      method: "POST",
      path: "/api/auth",
      headers,
      agent: false,
      signal: over,
    };
    request(options, (answer) => answer.resume().once("close", () => resolve(answer.statusCode ?? 0)))
      .on("error", () => resolve(0))
      .end(body);
  });

describe("wrong passwords of many strangers", () => {
  afterEach(endAll);

  it("leave the agent a second in which Pi-hole takes its own log-in", async () => {
    const node = await Node.start({ totpSecret: "", later: 0 });
    const over = new AbortController();
    let reachedPihole = 0;
    const strangers = Array.from({ length: 30 }, async (_, i) => {
      while (!over.signal.aborted) {
        if ((await wrong(node.port, `127.0.0.${10 + i}`, over.signal)) === 401) reachedPihole++;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
    try {
      await until("wrong passwords reach Pi-hole", () => reachedPihole >= 2);
      const wayIn = { password: () => password, totpSecret: () => "" };
      const agent = new PiholeClient(node.upstream, wayIn, { load: () => undefined, save: () => undefined });
      assert.equal((await agent.ask({ method: "GET", path: "/api/groups" })).status, 200);
    } finally {
      over.abort();
      await Promise.all(strangers);
    }
  }).timeout(20_000);
});
