import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ChannelClient } from "../../../../../runtime/agent/channel/channel-client";
import { ChannelKeys, rememberedKeys } from "../../../../../runtime/agent/channel/channel-keys";
import { keyOf } from "./key-of";
import { ChannelServer } from "../../../../../runtime/agent/channel/channel-server";

const here = "127.0.0.1";
const [before, after] = [keyOf("before"), keyOf("after")];
const question = { method: "GET", path: "/report", deadlineMs: 2_000 } as const;

/** A node's end of the channel for the length of `use`. */
async function serving(keys: ChannelKeys, use: (port: number) => Promise<void>): Promise<void> {
  const server = new ChannelServer(keys, () => Promise.resolve({ status: 200, body: "yes" }));
  try {
    await use(await server.start(0));
  } finally {
    server.stop();
  }
}

const ask = (keys: ChannelKeys, port: number) => new ChannelClient(keys, "pi1", port).ask(here, question);

describe("channel keys while a new cluster secret goes through the nodes", () => {
  let file: string;
  beforeEach(() => (file = path.join(mkdtempSync(path.join(os.tmpdir(), "keys-")), "keys.json")));
  /** The node whose secret was changed. */
  const changed = (): ChannelKeys => {
    rememberedKeys(file, before, [here]);
    return rememberedKeys(file, after, [here]);
  };

  it("let a changed node and one that is not changed yet ask each other", async () => {
    const unchanged = new ChannelKeys(before);
    await serving(unchanged, async (port) => assert.equal((await ask(changed(), port)).status, 200));
    await serving(changed(), async (port) => assert.equal((await ask(unchanged, port)).status, 200));
  });

  it("are the current one alone when every peer knows it", async () => {
    const keys = changed();
    await serving(new ChannelKeys(after), async (port) => void (await ask(keys, port)));
    assert.equal(keys.inTurn().length, 1);
    assert.equal(rememberedKeys(file, after, [here]).inTurn().length, 1);
    await serving(keys, async (port) => assert.rejects(ask(new ChannelKeys(before), port)));
  });

  it("stay two over a restart, until then", () => {
    changed();
    assert.equal(rememberedKeys(file, after, [here]).inTurn().length, 2);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(file, "utf8"), /before|after/);
  });
});
