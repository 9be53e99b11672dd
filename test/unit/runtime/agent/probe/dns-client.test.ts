import assert from "node:assert/strict";
import dgram from "node:dgram";
import dns2 from "dns2";
import { DnsClient } from "../../../../../runtime/agent/probe/dns-client";

type Answer = (response: dns2.Packet) => void;

/** A DNS server on loopback that answers every question as `answer` says. */
async function withServer(answer: Answer, work: (port: number) => Promise<void>, port = 0): Promise<void> {
  const server = dns2.createUDPServer((request, send) => {
    const response = dns2.Packet.createResponseFromRequest(request);
    answer(response);
    void send(response);
  });
  await new Promise<void>((resolve) => {
    server.once("listening", () => resolve());
    void server.listen(port, "127.0.0.1");
  });
  try {
    await work(server.address().port);
  } finally {
    server.close();
  }
}

const address: Answer = (response) => {
  const { name } = response.questions[0]!;
  const { A } = dns2.Packet.TYPE;
  const record = { name, type: A, class: dns2.Packet.CLASS.IN, ttl: 1, address: "192.0.2.1" };
  response.answers.push(new dns2.Packet.Resource(record));
};
const rcode =
  (code: number): Answer =>
  (response) => {
    response.header.rcode = code;
  };

async function ask(port: number, deadlineMs = 1000) {
  const client = new DnsClient("127.0.0.1", port);
  try {
    return await client.ask("pi.ha-dns.internal", deadlineMs);
  } finally {
    client.close();
  }
}

/** A port that is bound but never answers: what a hung server looks like. */
async function silent(work: (port: number) => Promise<void>): Promise<void> {
  const socket = dgram.createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  try {
    await work(socket.address().port);
  } finally {
    socket.close();
  }
}

describe("DNS client", () => {
  it("says ok for an address", () =>
    withServer(address, async (port) => {
      const outcome = await ask(port);
      assert.deepEqual([outcome.kind, outcome.detail], ["ok", "NOERROR"]);
    }));

  it("tells SERVFAIL, REFUSED, NXDOMAIN and an empty answer apart", async () => {
    const seen: string[] = [];
    for (const answer of [rcode(2), rcode(5), rcode(3), () => undefined]) {
      await withServer(answer, async (port) => {
        const { kind, detail } = await ask(port);
        seen.push(`${kind} ${detail}`);
      });
    }
    assert.deepEqual(seen, [
      "servfail SERVFAIL",
      "wrong REFUSED",
      "wrong NXDOMAIN",
      "wrong no address in the answer",
    ]);
  });

  it("says wrong for the answer to another question", () =>
    withServer(
      (response) => {
        response.questions[0]!.name = "other.example";
        address(response);
      },
      async (port) => assert.equal((await ask(port)).kind, "wrong"),
    ));

  it("sees at once that nobody listens, long before the deadline", async () => {
    let port = 0;
    await silent(async (bound) => void (port = bound));
    const outcome = await ask(port, 5000);
    assert.equal(outcome.kind, "refused");
    assert.ok(outcome.latencyMs < 500, `${outcome.latencyMs} ms`);
  });

  it("ends at the deadline where a server hangs", () =>
    silent(async (port) => {
      const outcome = await ask(port, 60);
      assert.equal(outcome.kind, "timeout");
      assert.ok(outcome.latencyMs >= 55 && outcome.latencyMs < 300, `${outcome.latencyMs} ms`);
    }));

  it("calls it no data where this process slept through the deadline", () =>
    silent(async (port) => {
      const outcome = ask(port, 60);
      await new Promise((resolve) => setImmediate(resolve));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
      assert.equal((await outcome).kind, "no-data");
    }));

  it("has many questions under way, and lives on after a refusal", () =>
    withServer(address, async (port) => {
      const client = new DnsClient("127.0.0.1", port);
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, (_, i) => client.ask(`n${i}.example`, 1000)),
      );
      assert.ok(outcomes.every(({ kind }) => kind === "ok"));
      client.close();
    }));

  it("recovers on the same socket when a server comes back", async () => {
    let port = 0;
    await silent(async (bound) => void (port = bound));
    const client = new DnsClient("127.0.0.1", port);
    try {
      assert.equal((await client.ask("a.example", 500)).kind, "refused");
      await withServer(
        address,
        async () => assert.equal((await client.ask("a.example", 500)).kind, "ok"),
        port,
      );
    } finally {
      client.close();
    }
  });

  it("asks from the port that it is told to, and says so where another has it, until it is free", () =>
    withServer(address, async (port) => {
      const holder = dgram.createSocket("udp4");
      await new Promise<void>((resolve) => holder.bind(0, resolve));
      const client = new DnsClient("127.0.0.1", port, holder.address().port);
      const taken = await client.ask("pi.ha-dns.internal", 1000);
      assert.deepEqual([taken.kind, taken.detail.includes("EADDRINUSE")], ["no-data", true]);
      await new Promise<void>((resolve) => holder.close(() => resolve()));
      assert.equal((await client.ask("pi.ha-dns.internal", 1000)).kind, "ok");
      client.close();
    }));
});
