import assert from "node:assert/strict";
import dgram from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Packet } from "dns2";
import { Names, type KnownAddresses } from "../../../../../runtime/agent/notify/kept-addresses";

/** A DNS server that knows these names; others do not exist. */
async function dnsServer(zone: Readonly<Record<string, string>>) {
  const socket = dgram.createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    const packet = Packet.parse(question);
    const [asked] = packet.questions;
    packet.header.qr = 1;
    const found = asked && asked.type === Packet.TYPE.A ? zone[asked.name] : undefined;
    if (found)
      packet.answers.push(
        new Packet.Resource({
          name: asked!.name,
          type: Packet.TYPE.A,
          class: Packet.CLASS.IN,
          ttl: 60,
          address: found,
        }),
      );
    else packet.header.rcode = 3;
    socket.send(packet.toBuffer(), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { at: `127.0.0.1:${(socket.address() as AddressInfo).port}`, stop: () => socket.close() };
}

describe("the names of servers for messages", () => {
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  const serve = async (zone: Readonly<Record<string, string>>): Promise<string> => {
    const { at, stop } = await dnsServer(zone);
    stops.push(stop);
    return at;
  };
  const closed = "127.0.0.1:1";
  let kept: KnownAddresses | undefined;
  let now: number;
  const names = (resolvers: readonly string[], local: string) =>
    new Names({
      resolvers,
      local,
      known: { load: () => kept, save: (known) => (kept = known) },
      now: () => now,
    });
  beforeEach(() => {
    kept = undefined;
    now = Date.UTC(2030, 0, 1);
  });

  it("are asked of this node's Unbound, of a peer's if that one is dead, and of Pi-hole for names of the LAN", async () => {
    const unbound = await serve({ "hook.example": "192.0.2.1" });
    const pihole = await serve({ "home.lan": "192.168.8.20", "hook.example": "0.0.0.0" });
    assert.deepEqual(await names([closed, unbound], pihole).addresses("hook.example"), ["192.0.2.1"]);
    assert.deepEqual(await names([unbound], pihole).addresses("home.lan"), ["192.168.8.20"]);
    assert.deepEqual(await names([closed], closed).addresses("192.0.2.9"), ["192.0.2.9"]);
  });

  it("hold for a day if nobody can be asked, also over a restart", async () => {
    const unbound = await serve({ "hook.example": "192.0.2.1" });
    await names([unbound], closed).addresses("hook.example");
    now += 23 * 3_600_000;
    assert.deepEqual(await names([closed], closed).addresses("hook.example"), ["192.0.2.1"]);
    now += 2 * 3_600_000;
    await assert.rejects(names([closed], closed).addresses("hook.example"), /does not resolve/);
  });
});
