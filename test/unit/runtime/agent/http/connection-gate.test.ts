import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { alone } from "../../../../../runtime/agent/http/alone";
import { ConnectionGate, isOneOf, putBefore } from "../../../../../runtime/agent/http/connection-gate";
import { closeNow } from "../../../../../runtime/agent/http/listen";
import { endAll, until, Wire } from "../guard/support";

const stranger = (number: number): string => `192.0.2.${number}`;

describe("the gate before a port", () => {
  const gate = (): ConnectionGate =>
    new ConnectionGate({ total: 10, perAddress: 4, reserved: 3, isKnown: isOneOf(["198.51.100.1"]) });
  const enterAll = (to: ConnectionGate, address: string, times: number): number =>
    Array.from({ length: times }, () => to.enter(address)).filter(Boolean).length;

  it("gives an address no more than its places", () => {
    assert.equal(enterAll(gate(), stranger(1), 9), 4);
  });

  it("keeps places for peers and loopback, however many strangers come", () => {
    const full = gate();
    assert.equal(enterAll(full, stranger(1), 9) + enterAll(full, stranger(2), 9), 7);
    assert.equal(full.enter(stranger(3)), false);
    assert.deepEqual([full.enter("198.51.100.1"), full.enter("127.0.0.1")], [true, true]);
    assert.equal(enterAll(full, "127.0.0.1", 9), 1);
  });

  it("lets a stranger in only so often within a second, and the others as often as they come", () => {
    let now = 0;
    const slow = new ConnectionGate({
      total: 99,
      perAddress: 99,
      reserved: 0,
      isKnown: isOneOf([]),
      perSecond: 3,
      now: () => now,
    });
    assert.deepEqual([enterAll(slow, stranger(1), 9), enterAll(slow, stranger(2), 9)], [3, 3]);
    assert.equal(enterAll(slow, "127.0.0.1", 9), 9);
    now = 1_000;
    assert.equal(enterAll(slow, stranger(2), 9), 3);
  });

  it("gives a place back", () => {
    const full = gate();
    enterAll(full, stranger(1), 4);
    full.leave(stranger(1));
    assert.equal(enterAll(full, stranger(1), 9), 1);
  });
});

describe("a server behind a gate", () => {
  let server: Server;
  let port: number;
  let handled: number;
  let release: (() => void)[];
  const open: Socket[] = [];

  beforeEach(async () => {
    handled = 0;
    release = [];
    server = createServer(
      alone((request, response) => {
        handled++;
        if (request.url === "/wait") release.push(() => response.end("waited"));
        else response.end("done");
      }),
    );
    putBefore(server, new ConnectionGate({ total: 3, perAddress: 2, reserved: 0, isKnown: () => false }));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    endAll();
    open.splice(0).forEach((socket) => socket.destroy());
    closeNow(server);
  });

  const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

  it("ends a connection too many, and takes the next one when a place is free", async () => {
    const first = await Wire.to(port);
    const second = await Wire.to(port);
    await (await Wire.to(port)).closed();
    first.socket.destroy();
    await until("a free place", () => first.socket.destroyed);
    await until("an answer", () => {
      const next = connect(port, "127.0.0.1");
      open.push(next.on("error", () => undefined));
      next.write(request("/"));
      return handled > 0;
    });
    second.send(request("/"));
    await second.seen(/done/);
  });

  it("answers one request after another on a connection", async () => {
    const wire = await Wire.to(port);
    for (let round = 1; round <= 3; round++) {
      wire.text = "";
      wire.send(request("/"));
      await wire.seen(/done/);
    }
  });

  it("ends a connection on which a request comes while another is under way", async () => {
    const wire = await Wire.to(port);
    wire.send(request("/wait"));
    await until("the first", () => handled === 1);
    wire.send(request("/").repeat(500));
    await wire.closed();
    assert.equal(handled, 1);
    release.forEach((go) => go());
    assert.doesNotMatch(wire.text, /done/);
  });
});
