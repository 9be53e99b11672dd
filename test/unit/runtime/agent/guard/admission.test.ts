import assert from "node:assert/strict";
import { LogIns } from "../../../../../runtime/agent/guard/log-ins";
import { Places } from "../../../../../runtime/agent/guard/places";
import { Room } from "../../../../../runtime/agent/guard/body-room";
import { endAll, guarded, peerWith, piholeWith, until, Wire } from "./support";

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the places at Pi-hole", () => {
  const places = (): Places => new Places({ total: 4, perClient: 3, mostWaiting: 2, waitMs: 5_000 });

  it("are given in turn: who asks much waits for itself", async () => {
    const order: string[] = [];
    const all = places();
    const ask = (client: string): void =>
      void all.take(client, never).then((back) => {
        order.push(client);
        if (back) setImmediate(back);
      });
    for (const client of ["a", "a", "a", "a", "a", "b", "c"]) ask(client);
    await until("all", () => order.length === 7);
    assert.deepEqual(order, ["a", "a", "a", "b", "a", "c", "a"]);
  });

  it("do not all go to one client, and one place is given back once", async () => {
    const all = places();
    const [first] = await Promise.all([1, 2, 3].map(() => all.take("a", never)));
    let fourth = false;
    void all.take("a", never).then(() => (fourth = true));
    assert.ok(await all.take("b", never));
    first!();
    first!();
    await settled();
    assert.equal(fourth, true);
    assert.equal(
      await new Places({ total: 1, perClient: 1, mostWaiting: 0, waitMs: 1 }).take("a", never),
      undefined,
    );
  });

  it("are not kept for who has gone, or has waited too long", async () => {
    const all = new Places({ total: 1, perClient: 1, mostWaiting: 5, waitMs: 20 });
    const back = await all.take("a", never);
    const gone = new AbortController();
    const left = all.take("a", gone.signal);
    gone.abort();
    assert.equal(await left, undefined);
    assert.equal(await all.take("b", never), undefined);
    back!();
    assert.ok(await all.take("b", never));
  });
});

describe("the turns of log-ins", () => {
  it("come one at a time, spaced, the clients one after the other", async () => {
    const logIns = new LogIns(undefined, 30);
    const at: [string, number][] = [];
    const ask = async (client: string): Promise<void> => {
      if ((await logIns.turn(client)) === 0) at.push([client, performance.now()]);
    };
    await Promise.all([ask("a"), ask("b"), ask("c")]);
    assert.deepEqual(
      at.map(([client]) => client),
      ["a", "b", "c"],
    );
    assert.ok(at[2]![1] - at[0]![1] >= 55, "they came at once");
  });

  it("are refused to a client that waits for three already, and when too many wait", async () => {
    const logIns = new LogIns(undefined, 1_000);
    await logIns.turn("a");
    for (let i = 0; i < 3; i++) void logIns.turn("a");
    assert.ok((await logIns.turn("a")) > 0);
    for (let i = 0; i < 7; i++) void logIns.turn(`other ${i}`);
    assert.ok((await logIns.turn("one too many")) > 0);
    logIns.stop();
  });

  it("come later and later to who gives a wrong password, and at once to who gave the right one", async () => {
    let now = 0;
    const logIns = new LogIns(() => now, 0);
    const waits: number[] = [];
    for (let i = 0; i < 9; i++) {
      logIns.ended("a", false);
      waits.push(await logIns.turn("a"));
    }
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert.equal(await logIns.turn("b"), 0);
    now += 60_000;
    assert.equal(await logIns.turn("a"), 0);
    logIns.ended("a", true);
    assert.equal(await logIns.turn("a"), 0);
  });
});

it("the room for bodies ends, and is there again when it is given back", () => {
  const room = new Room(10);
  assert.deepEqual([room.take(6), room.take(6)], [true, false]);
  room.give(6);
  assert.equal(room.take(10), true);
});

describe("what the guard lets through to Pi-hole", () => {
  afterEach(endAll);
  const post = (path: string, length: number, body = ""): string =>
    [`POST ${path} HTTP/1.1`, "Host: a", `Content-Length: ${length}`, "", body].join("\r\n");

  it("is asked nothing for a body that does not come: 408, and the connection ends", async () => {
    const nobody = await peerWith(() => assert.fail("Pi-hole was asked"));
    const { port } = await guarded(nobody, "leader", { bodyDeadlineMs: 40 });
    const wire = await Wire.to(port);
    wire.send(post("/api/auth", 60_000, '{"pass'));
    await wire.seen(/^HTTP\/1\.1 408 .*request_timeout.*expected all of it within 0\.04 s/s);
    await wire.closed();
  });

  it("is no body that Pi-hole would not take: 413 at once, and also when no length was given", async () => {
    const { port } = await guarded(await peerWith(() => assert.fail("Pi-hole was asked")));
    const wire = await Wire.to(port);
    wire.send(post("/api/groups", 70_000));
    await wire.seen(/^HTTP\/1\.1 413 .*payload_too_large.*at most 65536 bytes/s);
    await wire.closed();
    const chunked = await Wire.to(port);
    chunked.send("POST /api/groups HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "", "11170", "");
    chunked.socket.write(Buffer.alloc(70_000));
    await chunked.seen(/^HTTP\/1\.1 413 /);
  });

  it("is no change whose node has lost the lead before its body came", async () => {
    const node = await guarded(await peerWith(() => assert.fail("Pi-hole was asked")));
    const wire = await Wire.to(node.port);
    wire.send(post("/api/groups", 2, "{"));
    await settled();
    node.role = "follower";
    wire.send("}");
    await wire.seen(/^HTTP\/1\.1 409 .*FOLLOWER_READONLY/s);
  });

  it("is at most 16 requests at once, 8 of one client; the others follow", async () => {
    let busy = 0;
    let most = 0;
    const held: (() => void)[] = [];
    const pihole = await piholeWith((_, answer) => {
      most = Math.max(most, ++busy);
      held.push(() => {
        busy--;
        answer.end("done");
      });
    });
    const { port } = await guarded(pihole);
    const wires = await Promise.all(Array.from({ length: 12 }, () => Wire.to(port)));
    for (const wire of wires) wire.send("GET /admin/ HTTP/1.1", "Host: a", "", "");
    await until("the first eight", () => held.length === 8);
    while (wires.some((wire) => !wire.text.includes("done"))) {
      held.splice(0).forEach((answer) => answer());
      await settled();
    }
    assert.equal(most, 8);
  });

  it("is one log-in of a client after the other, however its path is spelt, and none soon after a wrong one", async () => {
    const asked: string[] = [];
    const pihole = await piholeWith((request, answer) => {
      asked.push(request.url!);
      answer.statusCode = 401;
      answer.end("{}");
    });
    const { port } = await guarded(pihole);
    const first = await Wire.to(port);
    first.send(post("/api/auth", 2, "{}"));
    await first.seen(/ 401 /);
    for (const path of ["/api/auth", "/api//auth", "/%61pi/auth", "/API/auth/", "/api/auth?x"]) {
      const wire = await Wire.to(port);
      wire.send(post(path, 2, "{}"));
      await wire.seen(/^HTTP\/1\.1 429 .*Retry-After: 1\r.*rate_limiting/s);
    }
    assert.deepEqual(asked, ["/api/auth"]);
  });
});
