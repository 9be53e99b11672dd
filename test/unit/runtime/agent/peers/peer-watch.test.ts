import assert from "node:assert/strict";
import { ChannelClient } from "../../../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../../../runtime/agent/channel/channel-keys";
import { keyOf } from "../channel/key-of";
import { ChannelServer, type ChannelReply } from "../../../../../runtime/agent/channel/channel-server";
import { askOverChannel, type AskPeer } from "../../../../../runtime/agent/peers/ask-peer";
import { notAsked, type Peer } from "../../../../../runtime/agent/peers/peer";
import { PeerWatch } from "../../../../../runtime/agent/peers/peer-watch";
import { report } from "../../../../../runtime/agent/peers/own-report";
import { status } from "../../../../../runtime/agent/snapshot";
import { leading } from "../sample";

const here = "127.0.0.1";
const keys = (secret: string): ChannelKeys => new ChannelKeys(keyOf(secret));

/** What is known of the peer "pi1" after it was asked once. */
async function watchOnce(ask: AskPeer): Promise<Peer> {
  const watch = new PeerWatch([{ name: "pi1", podAddress: here }], ask);
  assert.equal(watch.seen()[0]!.trouble, notAsked);
  watch.start();
  try {
    const end = performance.now() + 3_000;
    while (watch.seen()[0]!.trouble === notAsked) {
      assert.ok(performance.now() < end, "the peer was not asked");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return watch.seen()[0]!;
  } finally {
    watch.stop();
  }
}

/** The same, from a real channel whose owner knows `secret`; an earlier agent's public status is `plain`. */
async function watchChannel(
  secret: string,
  handle: () => Promise<ChannelReply>,
  plain: AskPeer = () => Promise.reject(new Error("the public status was asked")),
): Promise<Peer> {
  const server = new ChannelServer(keys(secret), handle);
  const client = new ChannelClient(keys("right"), "pi2", await server.start(0), { keepAlive: true });
  try {
    return await watchOnce(askOverChannel(client, plain));
  } finally {
    client.stop();
    server.stop();
  }
}

const replies =
  (body: unknown, status = 200) =>
  (): Promise<ChannelReply> =>
    Promise.resolve({ status, body });

describe("peer watch", () => {
  it("takes what a peer with the cluster secret reports", async () => {
    const { status: seen } = await watchChannel("right", replies(report(leading)));
    assert.deepEqual(seen?.vrrp, { state: "MASTER", priority: 150, claim: 0, agreement: "v3/51" });
    assert.equal(seen.ready, true);
  });

  it("believes nothing from a machine at the peer's address that does not know the secret", async () => {
    const forged = await watchChannel("guessed", replies(report(leading)), () =>
      Promise.resolve(status(leading)),
    );
    assert.equal(forged.status, undefined);
    assert.notEqual(forged.trouble, "");
  });

  it("believes the public status only of a peer that says over the channel that it knows no report", async () => {
    const earlier = await watchChannel("right", replies({ error: "knows no such question" }, 404), () =>
      Promise.resolve(status(leading)),
    );
    assert.equal(earlier.status?.vrrp.state, "MASTER");
    const failing = await watchChannel("right", replies({ error: "later" }, 503));
    assert.deepEqual([failing.status, failing.trouble], [undefined, "the agent answered 503"]);
  });

  it("does not take another node's report for the peer's", async () => {
    const other = await watchChannel("right", replies({ ...report(leading), node: "pi3" }));
    assert.deepEqual([other.status, other.trouble], [undefined, "pi3 answers at its address"]);
  });

  it("has no status, and says why, if the answer is no report, out of bounds, or missing", async () => {
    const odd = await watchOnce(() => Promise.resolve({ hello: 1 }));
    assert.deepEqual([odd.status, odd.trouble], [undefined, "an answer that is no agent's"]);
    const vrrp = { ...report(leading).vrrp, priority: 999 };
    const high = await watchOnce(() => Promise.resolve({ ...report(leading), vrrp }));
    assert.equal(high.status, undefined);
    const none = await watchChannel("right", () => new Promise(() => undefined));
    assert.match(none.trouble, /no whole answer within/);
  });
});
