import assert from "node:assert/strict";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { channelSchema, type ChannelSecrets } from "../../../../../runtime/contract/notify-config";
import { Failure } from "../../../../../runtime/agent/notify/failure";
import type { Message } from "../../../../../runtime/agent/notify/alert-message";
import { deliver } from "../../../../../runtime/agent/notify/senders/senders";
import { serverCertificate } from "./ca";
import { Sink } from "./sink";

const message: Message = {
  title: "⚠️ ha-dns: node-silent/pi1",
  text: 'pi1 does "not" answer <&>',
  severity: "warning",
  over: false,
  keys: ["node-silent/pi1"],
  id: "begins node-silent/pi1 1893499200",
  at: Date.UTC(2030, 0, 1, 12),
  burning: ["node-silent/pi1"],
};
const json = { "content-type": "application/json" };

/** What each service's published documentation asks for. */
const cases: readonly {
  readonly channel: Readonly<Record<string, unknown>>;
  readonly secrets: ChannelSecrets;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}[] = [
  {
    channel: { kind: "ntfy" },
    secrets: { url: "$/base/my-topic", token: "tk_1" },
    path: "/base",
    headers: { authorization: "Bearer tk_1" },
    body: { topic: "my-topic", title: message.title, message: message.text, priority: 4 },
  },
  {
    channel: { kind: "gotify" },
    secrets: { url: "$", token: "A1" },
    path: "/message",
    headers: { "x-gotify-key": "A1" },
    body: { title: message.title, message: message.text, priority: 5 },
  },
  {
    channel: { kind: "discord" },
    secrets: { url: "$/api/webhooks/1/abc" },
    path: "/api/webhooks/1/abc",
    body: { content: `**${message.title}**\n${message.text}`, allowed_mentions: { parse: [] } },
  },
  {
    channel: { kind: "slack" },
    secrets: { url: "$/services/T/B/x" },
    path: "/services/T/B/x",
    body: { text: `*${message.title}*\npi1 does "not" answer &lt;&amp;&gt;` },
  },
  {
    channel: { kind: "telegram", chat: -100123 },
    secrets: { url: "$", token: "1:abc" },
    path: "/bot1:abc/sendMessage",
    body: { chat_id: "-100123", text: `${message.title}\n${message.text}`, disable_notification: false },
  },
  {
    channel: { kind: "signal", from: "+4900", to: ["+4901", "group.x"] },
    secrets: { url: "$" },
    path: "/v2/send",
    body: { message: `${message.title}\n${message.text}`, number: "+4900", recipients: ["+4901", "group.x"] },
  },
  {
    channel: { kind: "pushover" },
    secrets: { url: "$", token: "app", user: "me" },
    path: "/1/messages.json",
    body: {
      token: "app",
      user: "me",
      title: message.title,
      message: message.text,
      priority: 0,
      timestamp: 1893499200,
    },
  },
  {
    channel: { kind: "apprise" },
    secrets: { url: "$/notify", urls: "mailto://x" },
    path: "/notify",
    body: { urls: "mailto://x", title: message.title, body: message.text, type: "warning", format: "text" },
  },
  {
    channel: { kind: "webhook" },
    secrets: { url: "$/hook" },
    path: "/hook",
    body: {
      title: message.title,
      text: message.text,
      severity: "warning",
      over: false,
      keys: "node-silent/pi1",
      id: message.id,
      time: "2030-01-01T12:00:00.000Z",
    },
  },
  {
    channel: {
      kind: "webhook",
      method: "PUT",
      headers: { "X-Token": "{token}" },
      body: '{"say": "{title}: {text}", "bad": {over}}',
    },
    secrets: { url: "$/hook", token: "t1" },
    path: "/hook",
    method: "PUT",
    headers: { "x-token": "t1" },
    body: { say: `${message.title}: ${message.text}`, bad: false },
  },
];

const way = {
  names: { lookup: () => assert.fail(), addresses: () => Promise.resolve(["127.0.0.1"]) },
  now: Date.now,
};

async function refusal(sending: Promise<void>): Promise<Failure> {
  const error: unknown = await sending.then(
    () => assert.fail("it was accepted"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Failure, String(error));
  return error;
}

describe("what a channel is sent", () => {
  let sink: Sink;
  afterEach(() => sink.stop());

  const send = (channel: object, secrets: ChannelSecrets, deadlineMs = 5_000) =>
    deliver({
      channel: channelSchema.parse({ name: "it", ...channel }),
      secrets: Object.fromEntries(
        Object.entries(secrets).map(([field, text]) => [field, text?.replace("$", sink.url)]),
      ),
      message,
      way: { ...way, signal: AbortSignal.timeout(deadlineMs) },
    });

  for (const { channel, secrets, path, method = "POST", headers = {}, body } of cases)
    it(`is what ${String(channel.kind)} asks for${channel.body ? ", in the person's own words" : ""}`, async () => {
      // Discord answers without a body, Slack without JSON.
      sink = await new Sink().start((response) => {
        if (channel.kind === "discord") response.statusCode = 204;
        response.end(channel.kind === "slack" ? "ok" : undefined);
      });
      await send(channel, secrets);
      const [got] = sink.got;
      assert.equal(sink.got.length, 1);
      assert.deepEqual([got?.method, got?.path], [method, path]);
      assert.deepEqual(JSON.parse(got?.body ?? ""), body);
      for (const [name, text] of Object.entries({ ...json, ...headers }))
        assert.equal(got?.headers[name], text, name);
      assert.equal(got?.headers["content-length"], String(Buffer.byteLength(got?.body ?? "")));
    });

  it("fails for good with 4xx, for a while with 408, 429 and 5xx, and says for how long it is asked to wait", async () => {
    const soon = new Date(Date.now() + 90_000).toUTCString();
    const answers = [
      [403, {}],
      [302, { location: "https://canary.example" }],
      [408, {}],
      [429, { "retry-after": "30" }],
      [503, { "retry-after": soon }],
      [500, {}],
    ] as const;
    let next = 0;
    sink = await new Sink().start((response) => {
      const [status, headers] = answers[next++]!;
      response.writeHead(status, headers).end("canary");
    });
    const seen: [boolean, string][] = [];
    for (const [status] of answers) {
      const {
        final,
        message: words,
        retryAfterMs,
      } = await refusal(send({ kind: "webhook" }, { url: "$/canary" }));
      assert.doesNotMatch(words, /canary|127/);
      assert.match(words, new RegExp(`answered ${status}`));
      seen.push([final, retryAfterMs === undefined ? "" : String(Math.round(retryAfterMs / 30_000))]);
    }
    assert.deepEqual(seen, [
      [true, ""],
      [true, ""],
      [false, ""],
      [false, "1"],
      [false, "3"],
      [false, ""],
    ]);
  });

  it("fails for a while if a server hangs, breaks off, or is not there, and never says where it is", async () => {
    sink = await new Sink().start(() => undefined);
    assert.equal((await refusal(send({ kind: "webhook" }, { url: "$/canary" }, 200))).message, "timed out");
    sink.stop();
    sink = await new Sink().start((response) => void response.socket?.destroy());
    assert.equal(
      (await refusal(send({ kind: "webhook" }, { url: "$" }))).message,
      "the connection was reset",
    );
    const gone = await refusal(send({ kind: "webhook" }, { url: "http://127.0.0.1:1/canary" }));
    assert.deepEqual([gone.message, gone.final], ["the connection was refused", false]);
  });

  it("goes to an https server only if its certificate is good, and by the addresses that the nodes' Unbounds give", async () => {
    sink = await new Sink().start();
    const { ca, key, cert } = serverCertificate("hook.example");
    let got = 0;
    const server = createTlsServer({ key, cert }, (_, response) => {
      got++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const asked: string[] = [];
    const deliverTo = (host: string, authority?: string) =>
      deliver({
        channel: channelSchema.parse({ name: "it", kind: "webhook", url: `https://${host}:${port}/` }),
        secrets: {},
        message,
        way: {
          ...way,
          names: {
            ...way.names,
            lookup: (name, options, done) => {
              asked.push(name);
              if (options.all) done(null, [{ address: "127.0.0.1", family: 4 }]);
              else done(null, "127.0.0.1", 4);
            },
          },
          ca: authority,
          signal: AbortSignal.timeout(5_000),
        },
      });
    await deliverTo("hook.example", ca);
    assert.match((await refusal(deliverTo("hook.example"))).message, /authority is not known/);
    assert.match((await refusal(deliverTo("other.example", ca))).message, /for another name/);
    assert.equal(got, 1);
    assert.deepEqual(asked, ["hook.example", "hook.example", "other.example"]);
    server.close();
  });
});
