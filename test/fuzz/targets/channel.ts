import assert from "node:assert/strict";
import fc from "fast-check";
import { ChannelClient } from "../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../runtime/agent/channel/channel-keys";
import { ChannelServer } from "../../../runtime/agent/channel/channel-server";
import { isCarried } from "../../../runtime/agent/guard/carry/carried-change";
import { LeaderEnd } from "../../../runtime/agent/guard/carry/leader-end";
import { Performer } from "../../../runtime/agent/page/act/performer";
import { pathsUnder } from "../../../runtime/agent/agent-paths";
import { channelRoutes } from "../../../runtime/agent/sync/leader/channel-routes";
import { Publisher } from "../../../runtime/agent/sync/leader/publisher";
import { keyOf } from "../../unit/runtime/agent/channel/key-of";
import { aboutHere } from "../../unit/runtime/agent/sync/about-here";
import { FakeOwn } from "../../unit/runtime/agent/sync/fake-own";
import { denied, stateWith } from "../../unit/runtime/agent/sync/states";
import { twoNodes } from "../../unit/runtime/agent/page/steered";
import { altered, explore, oddJson, oddText, type Target } from "../explore";
import { send } from "../wire";

const state = stateWith({ domains: denied("ads.example") });
const kept = { name: "2030-01-01", node: "pi2", state };
const wish = { action: "pause-blocking", node: "pi1", arg: "5m", by: "192.0.2.7" };
const change = { method: "POST", target: "/api/groups", body: "{}" };
const question = fc.record({
  method: fc.constantFrom("GET" as const, "POST" as const),
  path: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        ..."/state /own /sync /report /restore /sessions/ended /act /change / //x /state?revision=1&wait=999999999 /state?wait=-1".split(
          " ",
        ),
      ),
    },
    oddText().map((text) => `/${encodeURIComponent(text.replace(/\p{Cs}/gu, ""))}`),
  ),
  body: fc.oneof(oddJson(), altered(kept), altered({ "1": 1 }), altered(wish), altered(change)),
});
/** A client's first bytes, whole or cut: a TLS record of a handshake, and things that are none. */
const stranger = fc.oneof(
  fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => `\x16\x03\x01\x02\x00\x01${Buffer.from(bytes).toString("latin1")}`),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.constantFrom("GET /state HTTP/1.1\r\n\r\n", "\x15\x03\x03\x00\x02\x02\x28", ""),
);

/** All that an action may come to here. */
const rightful = /^(\/api\/dns\/blocking|sync states --json|sync (diff|restore) [\dTZ.-]+)$/;

export const channel: Target = {
  about: "the agents' channel: strangers' bytes before the handshake, and a peer that says anything after it",
  run: async (limits) => {
    const own = new FakeOwn(state).parts();
    const restored: unknown[] = [];
    const heard: unknown[] = [];
    const done: string[] = [];
    const tools = {
      paths: pathsUnder("/nonexistent"),
      ask: () => Promise.reject(new Error("there is no agent")),
      command: (...words: readonly string[]) => {
        done.push(words.join(" "));
        return Promise.resolve({ good: true, words: [] });
      },
      pihole: {
        ask: ({ path }: { readonly path: string }) => {
          done.push(path);
          return Promise.resolve({ status: 200, body: {} });
        },
      },
    };
    const performer = new Performer({
      node: "pi1",
      peers: [],
      cluster: () => twoNodes,
      tools,
      channel: { ask: () => Promise.reject(new Error("there is no peer")) },
      record: () => undefined,
      answerMs: 0,
    });
    const leaderEnd = new LeaderEnd({
      node: "pi1",
      leads: () => true,
      ask: ({ path }) => {
        changed.push(path);
        return Promise.resolve({ status: 200, text: "{}" });
      },
      refresh: () => Promise.resolve("1"),
    });
    const changed: string[] = [];
    const keys = () => new ChannelKeys(keyOf("right"));
    const server = new ChannelServer(
      keys(),
      channelRoutes({
        node: "pi1",
        leads: () => true,
        report: () => ({ node: "pi1" }),
        events: () => [],
        sums: () => undefined,
        details: () => ({ node: "pi1", error: "", differences: [], here: [], leader: [] }),
        heardEnded: (ended) => heard.push(ended),
        act: (body) => performer.hear(body),
        change: (body) => leaderEnd.hear(body),
        about: aboutHere({
          node: "pi1",
          leads: () => true,
          publisher: new Publisher(own.own, "pi1"),
          own: own.own,
          restore: (given) => {
            restored.push(given.state);
            return Promise.resolve(["done"]);
          },
        }),
      }),
    );
    const port = await server.start(0);
    const peer = new ChannelClient(keys(), "pi2", port, { keepAlive: true });
    const ask = (method: "GET" | "POST", path: string, body?: unknown) =>
      peer.ask("127.0.0.1", { method, path, body, deadlineMs: 3_000 });
    try {
      return await explore(
        fc.asyncProperty(
          fc.tuple(fc.array(stranger, { maxLength: 3 }), question),
          async ([strangers, asked]) => {
            restored.length = heard.length = done.length = changed.length = 0;
            const said = await Promise.all(strangers.map((bytes) => send(port, [bytes])));
            for (const text of said) assert.doesNotMatch(text, /HTTP|pi1/, "a stranger gets no answer");
            const isWait = asked.path.startsWith("/state?");
            const { status } = isWait ? { status: 200 } : await ask(asked.method, asked.path, asked.body);
            assert.ok([200, 400, 404, 409].includes(status), `${asked.method} ${asked.path}: ${status}`);
            for (const words of done) assert.match(words, rightful, words);
            for (const target of changed) assert.ok(isCarried(target), target);
            for (const ended of heard)
              for (const until of Object.values(ended as object)) assert.equal(typeof until, "number");
            for (const given of restored)
              assert.deepEqual(Object.keys(given as object).sort(), Object.keys(state).sort());
            assert.equal((await ask("GET", "/report")).status, 200);
          },
        ),
        limits,
      );
    } finally {
      peer.stop();
      server.stop();
    }
  },
};
