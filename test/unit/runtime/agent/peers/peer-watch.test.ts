import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { notAsked, type Peer } from "../../../../../runtime/agent/peers/peer";
import { PeerWatch } from "../../../../../runtime/agent/peers/peer-watch";
import { status } from "../../../../../runtime/agent/snapshot";
import { leading } from "../sample";

/** What is known of a peer after its agent was asked once. */
async function askOnce(answer: RequestListener): Promise<Peer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const watch = new PeerWatch(
    [{ name: "b", podAddress: "127.0.0.1" }],
    (server.address() as AddressInfo).port,
  );
  assert.equal(watch.seen()[0]!.trouble, notAsked);
  watch.start();
  try {
    const end = performance.now() + 3_000;
    while (watch.seen()[0]!.trouble === notAsked) {
      assert.ok(performance.now() < end, "no word of the peer");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return watch.seen()[0]!;
  } finally {
    watch.stop();
    server.close();
    server.closeAllConnections();
  }
}

describe("peer watch", () => {
  it("takes what an agent says of itself", async () => {
    const { status: seen } = await askOnce((_, response) => response.end(JSON.stringify(status(leading))));
    assert.deepEqual(seen?.vrrp, { state: "MASTER", priority: 150, agreement: "v3/51" });
    assert.equal(seen.ready, true);
  });

  it("has no status, and says why, where the answer is no agent's, too long, or none", async () => {
    const odd = await askOnce((_, response) => response.end('{"hello":1}'));
    assert.deepEqual([odd.status, odd.trouble], [undefined, "an answer that is no agent's"]);
    const long = await askOnce((_, response) => response.end("x".repeat(1 << 20)));
    assert.match(long.trouble, /more than 65536 bytes/);
    const none = await askOnce(() => undefined);
    assert.match(none.trouble, /no whole answer within/);
  });
});
