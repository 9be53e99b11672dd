import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp, createServer, type AddressInfo } from "node:net";
import { connect as connectTls } from "node:tls";
import { ChannelClient } from "../../../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../../../runtime/agent/channel/channel-keys";
import { isForeign } from "../../../../../runtime/agent/channel/psk";
import { keyOf } from "./key-of";
import {
  ChannelServer,
  type ChannelReply,
  type ChannelRequest,
} from "../../../../../runtime/agent/channel/channel-server";

const here = "127.0.0.1";
const never = new AbortController().signal;
const get = { method: "GET", path: "/state?known=a%20b", deadlineMs: 2_000 } as const;

describe("the agents' channel", () => {
  let server: ChannelServer;
  let port: number;
  let asked: ChannelRequest[];
  let handle: (request: ChannelRequest) => Promise<ChannelReply>;
  const client = (secret: string): ChannelClient =>
    new ChannelClient(new ChannelKeys(keyOf(secret)), "pi2", port);

  beforeEach(async () => {
    asked = [];
    handle = () => Promise.resolve({ status: 200, body: { said: "yes" } });
    server = new ChannelServer(new ChannelKeys(keyOf("right")), (request) => {
      asked.push(request);
      return handle(request);
    });
    port = await server.start(0);
  });
  afterEach(() => server.stop());

  it("carries a question and its answer between two that share the secret", async () => {
    const question = { ...get, method: "POST", body: { name: "ö" } } as const;
    assert.deepEqual(await client("right").ask(here, question, never), {
      status: 200,
      body: { said: "yes" },
    });
    const [{ method, path, query, body }] = asked as [ChannelRequest];
    assert.deepEqual([method, path, query.get("known"), body], ["POST", "/state", "a b", { name: "ö" }]);
  });

  it("ends before any HTTP for who has another secret, and goes on serving", async () => {
    for (let i = 0; i < 20; i++)
      await assert.rejects(client("wrong").ask(here, get, never), (error) => isForeign(error));
    assert.deepEqual(asked, []);
    assert.equal((await client("right").ask(here, get, never)).status, 200);
  });

  it("tells nothing to who speaks no TLS, or TLS without the key", async () => {
    const plain = connectTcp(port, here);
    plain.on("error", () => undefined);
    let heard = "";
    plain.on("data", (data) => (heard += data.toString("latin1")));
    plain.write("GET /state HTTP/1.1\r\nHost: x\r\n\r\n");
    await once(plain, "close");
    assert.doesNotMatch(heard, /HTTP/);
    const secure = connectTls({ port, host: here, rejectUnauthorized: false });
    const [error] = (await once(secure, "error")) as [Error];
    assert.match(error.message, /handshake failure|protocol version/);
    assert.deepEqual(asked, []);
    assert.equal((await client("right").ask(here, get, never)).status, 200);
  });

  it("keeps a connection open for the next question if it is to, and makes a new one for each if not", async () => {
    let connections = 0;
    const counting = createServer((socket) => {
      connections++;
      socket.pipe(connectTcp(port, here)).pipe(socket);
    });
    counting.listen(0, here);
    await once(counting, "listening");
    const { port: counted } = counting.address() as AddressInfo;
    const countFor = async (keepAlive: boolean): Promise<number> => {
      connections = 0;
      const asking = new ChannelClient(new ChannelKeys(keyOf("right")), "pi2", counted, { keepAlive });
      for (let i = 0; i < 3; i++) assert.equal((await asking.ask(here, get)).status, 200);
      asking.stop();
      return connections;
    };
    assert.deepEqual([await countFor(true), await countFor(false)], [1, 3]);
    counting.close();
  });

  it("gives up when an answer is late, and tells the other end that nobody waits any more", async () => {
    const gone = new Promise<void>((resolve) => {
      handle = ({ gone: signal }) =>
        new Promise(() => signal.addEventListener("abort", () => resolve(), { once: true }));
    });
    await assert.rejects(
      client("right").ask(here, { ...get, deadlineMs: 100 }, never),
      /no whole answer within 0.1 s/,
    );
    await gone;
  });

  it("ends a question that is called off", async () => {
    handle = () => new Promise(() => undefined);
    const off = new AbortController();
    const question = client("right").ask(here, get, off.signal);
    setTimeout(() => off.abort(), 50);
    await assert.rejects(question, /abort/i);
  });

  it("answers what its handler fails at with the words", async () => {
    handle = () => Promise.reject(new Error("no such luck"));
    assert.deepEqual(await client("right").ask(here, get, never), {
      status: 500,
      body: { error: "no such luck" },
    });
  });

  it("takes no question and no answer that is longer than agreed", async () => {
    const [most, body] = [1_000, "x".repeat(1_000)];
    const small = new ChannelServer(
      new ChannelKeys(keyOf("right")),
      () => handle({} as ChannelRequest),
      most,
    );
    const smallPort = await small.start(0);
    try {
      const bounded = new ChannelClient(new ChannelKeys(keyOf("right")), "pi2", smallPort, {
        longest: most,
      });
      let handled = 0;
      handle = () => Promise.resolve({ status: 200, body: handled++ === 0 ? body : "short" });
      await assert.rejects(bounded.ask(here, get, never), /more than 1000 bytes/);
      const { status } = await bounded.ask(here, { ...get, method: "POST", body }, never);
      assert.deepEqual([status, handled], [500, 1]);
      assert.equal((await bounded.ask(here, get, never)).body, "short");
    } finally {
      small.stop();
    }
  });
});
