import assert from "node:assert/strict";
import dgram from "node:dgram";
import type { AddressInfo } from "node:net";
import { Packet } from "dns2";
import { Sender, type SenderEvents } from "../../../../../lab/load/client/sender";
import { lostMark, type DnsQuestion, refusedMark, wrongMark } from "../../../../../lab/load/stream-protocol";

const address = "203.0.113.7";
const questions = {
  cached: [{ name: "cached.example", address }],
  distinct: (i: number): DnsQuestion => ({ name: `n${i}.example`, address }),
};

/** A DNS server on loopback that answers as `reply` says: an address, an rcode, or undefined for silence. */
async function server(reply: (name: string) => string | number | undefined) {
  const socket = dgram.createSocket("udp4");
  const ports = new Set<number>();
  socket.on("message", (message, peer) => {
    ports.add(peer.port);
    const request = Packet.parse(message);
    const found = reply(request.questions[0]!.name);
    if (found === undefined) return;
    const response = Packet.createResponseFromRequest(request);
    const { name } = request.questions[0]!;
    if (typeof found === "number") response.header.rcode = found;
    else response.answers.push(new Packet.Resource({ name, type: Packet.TYPE.A, ttl: 1, address: found }));
    socket.send(response.toBuffer(), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { port: (socket.address() as AddressInfo).port, ports, close: () => socket.close() };
}

/** Sends to `port` until `count` queries are out, and gives what became of each. */
async function send(port: number, count: number) {
  const rtts: number[] = [];
  const why: string[] = [];
  const retried: boolean[] = [];
  let passed = 0;
  const events: SenderEvents = {
    settled: (_sentAt, rtt) => rtts.push(rtt),
    retried: (_sentAt, answered) => retried.push(answered),
    wrong: (_name, reason) => why.push(reason),
  };
  const target = { address: "127.0.0.1", port, qps: 1000 };
  const sender = new Sender(target, questions, events, () => performance.now() + passed);
  await sender.start();
  while (sender.counts().sent < count) await new Promise((resolve) => setTimeout(resolve, 5));
  // Every answer that comes is here by now, over loopback; then two seconds pass, for each try.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  const ticking = setInterval(() => (passed += 2_000), 50);
  await sender.stop();
  clearInterval(ticking);
  return { rtts, why, retried, counts: sender.counts(), socketErrors: sender.socketErrors };
}

describe("sender", function () {
  this.timeout(10_000);

  it("settles each query, one of four for a cached name, from many source ports", async () => {
    const names: string[] = [];
    const dns = await server((name) => {
      names.push(name);
      return address;
    });
    const { counts, rtts } = await send(dns.port, 200);
    dns.close();
    assert.equal(counts.answered, counts.sent);
    assert.equal(rtts.length, counts.sent);
    assert.ok(rtts.every((rtt) => rtt >= 0));
    assert.equal(dns.ports.size, 64);
    const cached = names.filter((name) => name === "cached.example").length;
    assert.equal(cached, Math.ceil(counts.sent / 4));
    assert.equal(new Set(names).size, counts.sent - cached + 1);
  });

  it("calls a query without an answer lost, and one with another address wrong", async () => {
    const dns = await server((name) =>
      name === "n1.example" ? undefined : name === "n2.example" ? "203.0.113.8" : address,
    );
    const { counts, rtts, why, retried } = await send(dns.port, 20);
    dns.close();
    assert.deepEqual([counts.lost, counts.wrong, counts.answered], [1, 1, counts.sent - 2]);
    assert.deepEqual(retried, [false]);
    assert.deepEqual(rtts.filter((rtt) => rtt < 0).sort(), [lostMark, wrongMark].sort());
    assert.deepEqual(why, ["address 203.0.113.8"]);
  });

  it("asks a lost query again, and still calls its first try lost", async () => {
    let asked = 0;
    const dns = await server((name) => (name === "n1.example" && ++asked < 2 ? undefined : address));
    const { counts, retried } = await send(dns.port, 20);
    dns.close();
    assert.deepEqual([counts.lost, counts.answered], [1, counts.sent - 1]);
    assert.deepEqual([retried, asked], [[true], 2]);
  });

  it("tells an answer that there is none to be had from a false one", async () => {
    const dns = await server((name) => (name === "n1.example" ? 2 : address));
    const { counts, rtts, why } = await send(dns.port, 20);
    dns.close();
    assert.deepEqual([counts.wrong, rtts.filter((rtt) => rtt < 0), why], [1, [refusedMark], ["SERVFAIL"]]);
  });

  it("counts refused queries as lost, and the errors of its sockets", async () => {
    const dns = await server(() => address);
    const { port } = dns;
    dns.close();
    const { counts, socketErrors } = await send(port, 20);
    assert.equal(counts.lost, counts.sent);
    assert.ok((socketErrors.ECONNREFUSED ?? 0) > 0);
  });
});
