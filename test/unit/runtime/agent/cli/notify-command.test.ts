import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { channelSchema } from "../../../../../runtime/contract/notify-config";
import { ChannelKeys } from "../../../../../runtime/agent/channel/channel-keys";
import { ChannelServer } from "../../../../../runtime/agent/channel/channel-server";
import { notify, type NotifyWords } from "../../../../../runtime/agent/cli/notify-command";
import { Failure } from "../../../../../runtime/agent/notify/failure";
import { emptyLedger } from "../../../../../runtime/agent/notify/ledger";
import { Notifier } from "../../../../../runtime/agent/notify/notifier";
import { notifyRoutes } from "../../../../../runtime/agent/notify/routes";

describe("ha-dns notify", () => {
  const key = "ab".repeat(32);
  let folder: string;
  let server: ChannelServer;
  let port: number;
  let printed: string[];

  beforeEach(async () => {
    printed = [];
    folder = mkdtempSync(path.join(tmpdir(), "notify-cli-"));
    writeFileSync(path.join(folder, "key"), `${key}\n`);
    const channels = ["phone", "mail"].map((name) => channelSchema.parse({ name, kind: "webhook" }));
    const notifier = new Notifier({
      node: "pi1",
      channels: () => ({ timezone: "UTC", channels, secrets: {}, heartbeatUrl: "" }),
      cluster: () => ({ leads: true, priority: 1, conditions: [], peers: [], events: [] }),
      settleMs: () => 0,
      deliver: ({ name }) =>
        name === "phone" ? Promise.resolve() : Promise.reject(new Failure("it answered 401", true)),
      ledger: { load: () => emptyLedger, save: () => undefined },
      log: () => undefined,
      now: Date.now,
    });
    const routes = notifyRoutes("pi1", notifier, () => "");
    server = new ChannelServer(
      new ChannelKeys(Buffer.from(key, "hex")),
      async (request) => (await routes(request)) ?? { status: 404, body: {} },
    );
    port = await server.start(0);
  });
  afterEach(() => {
    server.stop();
    rmSync(folder, { recursive: true });
  });

  const run = (words: NotifyWords, json = false, at = port) =>
    notify(
      { node: "pi1" },
      { channelKey: path.join(folder, "key") },
      { notify: words, json },
      (text) => printed.push(text),
      at,
    );

  it("test says of each channel whether it has accepted a message; its exit code is 1 if one has not", async () => {
    assert.equal(await run({ action: "test" }), 1);
    assert.deepEqual(printed, ["ok   phone (webhook): accepted", "FAIL mail (webhook): it answered 401"]);
    assert.equal(await run({ action: "test", name: "phone" }), 0);
    assert.equal(await run({ action: "test", name: "fax" }), 1);
    assert.equal(printed.at(-1), "notify: there is no channel fax; there are: phone, mail");
    assert.equal(await run({ action: "test", name: "phone" }, true), 0);
    assert.deepEqual(JSON.parse(printed.at(-1)!), [
      { name: "phone", kind: "webhook", accepted: true, error: "" },
    ]);
  });

  it("mute and status tell what is muted and how the channels do", async () => {
    assert.equal(await run({ action: "mute", key: "node-silent/pi2", hours: 8 }), 0);
    assert.match(printed.at(-1)!, /^nothing is told of node-silent\/pi2 until 2/);
    assert.equal(await run({ action: "mute", key: "Not a key", hours: 8 }), 1);
    assert.equal(await run({ action: "status" }), 0);
    assert.match(
      printed.at(-1)!,
      /phone \(webhook\): nothing accepted by this node yet\n.*\nmuted until .*: node-silent\/pi2$/,
    );
    assert.equal(await run({ action: "status" }, true), 0);
    assert.equal((JSON.parse(printed.at(-1)!) as { channels: unknown[] }).channels.length, 2);
  });

  it("says so if the agent does not answer", async () => {
    assert.equal(await run({ action: "status" }, false, 1), 1);
    assert.match(printed.at(-1)!, /^notify: the agent does not answer/);
  });
});
