import assert from "node:assert/strict";
import dgram from "node:dgram";
import type { AddressInfo } from "node:net";
import { VipWatch, watchText } from "../../../../cli/watch/vip-watch";

/** A server that gives each query the answer `rcode`; none while that is undefined. */
async function server(): Promise<{
  port: number;
  names: string[];
  rcode: number | undefined;
  close: () => void;
}> {
  const socket = dgram.createSocket("udp4");
  const names: string[] = [];
  const it = { port: 0, names, rcode: 3 as number | undefined, close: () => void socket.close() };
  socket.on("message", (query, from) => {
    names.push(query.subarray(13, 13 + query.readUInt8(12)).toString());
    if (it.rcode === undefined) return;
    const reply = Buffer.from(query);
    reply.writeUInt16BE(0x8180 | it.rcode, 2);
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  it.port = (socket.address() as AddressInfo).port;
  return it;
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!isSo()) {
    assert.ok(Date.now() < deadline, "it did not come");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("the watch of a VIP", () => {
  it("asks for a new name each time, takes no such name for an answer, and a refusal for none", async () => {
    const dns = await server();
    const watch = new VipWatch("127.0.0.1", 20, dns.port);
    watch.start();
    await until(() => dns.names.length >= 5);
    dns.rcode = 5;
    await until(() => watch.silentMs() > 300);
    dns.rcode = 3;
    await until(() => watch.silentMs() === 0);
    const seen = await watch.stop();
    dns.close();
    assert.equal(new Set(dns.names).size, dns.names.length);
    assert.ok(seen.lost > 0 && seen.lost < seen.sent, JSON.stringify(seen));
    assert.equal(seen.outagesMs.length, 1);
    assert.match(watchText(seen), /queries, \d+ lost; the longest outage lasted \d+ ms/);
  });
});
