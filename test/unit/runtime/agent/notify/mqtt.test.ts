import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { Aedes } from "aedes" with { "resolution-mode": "import" };
import { channelSchema } from "../../../../../runtime/contract/notify-config";
import { Failure } from "../../../../../runtime/agent/notify/failure";
import { testMessage } from "../../../../../runtime/agent/notify/alert-message";
import { Home } from "../../../../../runtime/agent/notify/home";
import { tellNodes } from "../../../../../runtime/agent/notify/senders/mqtt";
import { deliver } from "../../../../../runtime/agent/notify/senders/senders";

const sender = { node: "pi1", alone: false, timezone: "UTC", burning: ["node-silent/pi2"] };

describe("MQTT, with a real broker", () => {
  let broker: Aedes;
  let server: Server;
  let got: { topic: string; payload: string; retain: boolean; qos: number }[];

  beforeEach(async () => {
    got = [];
    broker = await (await import("aedes")).Aedes.createBroker();
    broker.authenticate = (_, user, password, done) => {
      const good = user === "me" && String(password) === "word";
      done(good ? null : Object.assign(new Error("no"), { returnCode: 5 }), good);
    };
    broker.on("publish", ({ topic, payload, retain, qos }, client) => {
      if (client) got.push({ topic, payload: String(payload), retain, qos });
    });
    server = createServer((socket) => broker.handle(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach((done) => {
    broker.close(() => server.close(() => done()));
  });

  const channel = (port = (server.address() as AddressInfo).port) => {
    const it = channelSchema.parse({
      name: "home",
      kind: "mqtt",
      url: `mqtt://broker.lan:${port}`,
      user: "me",
    });
    assert.ok(it.kind === "mqtt");
    return it;
  };
  const to = (password: string) => ({
    secrets: { password },
    way: {
      names: { addresses: () => Promise.resolve(["127.0.0.1"]), lookup: () => assert.fail() },
      signal: AbortSignal.timeout(5_000),
      now: Date.now,
    },
  });
  const send = (password: string, port?: number) =>
    deliver({
      channel: channel(port),
      message: testMessage(sender, Date.UTC(2030, 0, 1, 12)),
      ...to(password),
    });

  it("has Home Assistant find a problem sensor, and keeps its state", async () => {
    await send("word");
    const by = new Map(got.map((it) => [it.topic, it]));
    assert.deepEqual([...by.keys()].sort(), [
      "ha-dns/conditions",
      "ha-dns/message",
      "ha-dns/problem",
      "ha-dns/title",
      "homeassistant/binary_sensor/ha-dns/problem/config",
      "homeassistant/sensor/ha-dns/message/config",
    ]);
    assert.equal(by.get("ha-dns/problem")?.payload, "ON");
    assert.equal(by.get("ha-dns/conditions")?.payload, '{"conditions":["node-silent/pi2"]}');
    assert.ok(got.every(({ retain, qos, topic }) => qos === 1 && retain === (topic !== "ha-dns/message")));
    const config = JSON.parse(by.get("homeassistant/binary_sensor/ha-dns/problem/config")!.payload) as object;
    assert.deepEqual(config, {
      name: "Problem",
      device_class: "problem",
      state_topic: "ha-dns/problem",
      json_attributes_topic: "ha-dns/conditions",
      unique_id: "ha-dns_problem",
      object_id: "ha-dns_problem",
      device: { identifiers: ["ha-dns"], name: "ha-dns", manufacturer: "ha-dns" },
    });
  });

  it("has a sensor for each node, which is not available while nobody hears of the node", async () => {
    let leads = false;
    let pi2 = { seen: true, leads: false };
    const log: string[] = [];
    const home = new Home({
      node: "pi1",
      cluster: () => ({
        leads,
        peers: [{ name: "pi2", priority: 1, conditions: [], notify: undefined, ...pi2 }],
      }),
      tell: (channel, nodes) => tellNodes({ channel, ...to("word") }, nodes),
      log: (event) => log.push(event),
      now: () => 0,
    });
    const state = () => Object.fromEntries(got.map(({ topic, payload }) => [topic, payload]));
    const tick = async (count: number) => {
      const end = performance.now() + 4_000;
      do {
        home.tick([channel()]);
        await new Promise((resolve) => setTimeout(resolve, 5));
      } while (got.length < count && performance.now() < end);
      assert.equal(got.length, count);
    };
    await tick(0);
    leads = true;
    await tick(6);
    assert.equal(state()["ha-dns/nodes/pi1/role"], "leader");
    assert.equal(state()["ha-dns/nodes/pi2/role"], "follower");
    assert.equal(state()["ha-dns/nodes/pi2/availability"], "online");
    const config = JSON.parse(state()["homeassistant/sensor/ha-dns/node_pi2/config"]!) as Record<
      string,
      unknown
    >;
    assert.equal(config.availability_topic, "ha-dns/nodes/pi2/availability");
    pi2 = { seen: false, leads: false };
    await tick(11);
    assert.equal(state()["ha-dns/nodes/pi2/availability"], "offline");
    assert.ok(got.every(({ retain }) => retain));
    assert.deepEqual(log, []);
  });

  it("is refused for good with a wrong password; a broker that is not there passes", async () => {
    const failure = async (sending: Promise<void>) => {
      const error: unknown = await sending.then(
        () => assert.fail("it was accepted"),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof Failure);
      return [error.final, error.message];
    };
    assert.deepEqual(await failure(send("other")), [true, "it refused user and password"]);
    assert.deepEqual(await failure(send("word", 1)), [false, "the connection was refused"]);
  });
});
