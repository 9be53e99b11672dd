import assert from "node:assert/strict";
import fc from "fast-check";
import { StatusServer } from "../../../runtime/agent/http/status-server";
import { PeerWatch } from "../../../runtime/agent/peers/peer-watch";
import { report } from "../../../runtime/agent/peers/own-report";
import { leading } from "../../unit/runtime/agent/sample";
import { altered, explore, oddJson, type Target } from "../explore";
import { connection } from "../http";
import { send } from "../wire";

const healthy = "GET /ready HTTP/1.1\r\nHost: pi1\r\nConnection: close\r\n\r\n";
const genuine = { ...report(leading), node: "pi2" };
const answer = fc.oneof({ weight: 4, arbitrary: altered(genuine) }, oddJson());

/** What a peer says is believed within bounds, or not at all. */
async function believes(said: unknown): Promise<void> {
  const watch = new PeerWatch([{ name: "pi2", podAddress: "192.168.8.252" }], () => Promise.resolve(said));
  watch.askAll();
  await new Promise((resolve) => setImmediate(resolve));
  const [peer] = watch.seen();
  assert.ok(peer);
  if (peer.status === undefined) return assert.notEqual(peer.trouble, "");
  const { node, vrrp } = peer.status;
  assert.equal(node, "pi2");
  assert.ok(Number.isInteger(vrrp.priority) && vrrp.priority >= 1 && vrrp.priority <= 254);
  assert.ok(vrrp.claim === undefined || (vrrp.claim <= 0 && vrrp.claim >= -254));
}

export const status: Target = {
  about: "the status port, whatever is sent to it, and what a peer says of itself",
  run: async (limits) => {
    const server = new StatusServer({ snapshot: () => leading, events: () => [] });
    const port = await server.start(0);
    try {
      return await explore(
        fc.asyncProperty(fc.tuple(fc.array(connection(), { maxLength: 3 }), answer), async ([sent, said]) => {
          await Promise.all(sent.map((pieces) => send(port, pieces)));
          await believes(said);
          assert.match(await send(port, [healthy], 5_000), /^HTTP\/1\.1 200 /);
        }),
        limits,
      );
    } finally {
      server.stop();
    }
  },
};
