import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ChannelClient } from "../../../../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../../../../runtime/agent/channel/channel-keys";
import { ChannelServer } from "../../../../../../runtime/agent/channel/channel-server";
import type { ClusterNow } from "../../../../../../runtime/agent/page/act/cluster-now";
import type { Done } from "../../../../../../runtime/agent/page/act/action-kind";
import { Performer } from "../../../../../../runtime/agent/page/act/performer";
import { pathsUnder, type Paths } from "../../../../../../runtime/agent/agent-paths";
import { status } from "../../../../../../runtime/agent/snapshot";
import { keyOf } from "../../channel/key-of";
import { until } from "../../guard/support";
import { leading } from "../../sample";
import { nodeNow, twoNodes } from "../steered";

/** A node's part in doing what people want: its files, and its end of the channel. */
class Actor {
  readonly recorded: { text: string; by: string }[] = [];
  readonly commands: string[] = [];
  outcome: Done = { good: true, words: ["put back"] };
  readonly asked: string[] = [];
  readonly paths: Paths;
  private readonly folder = mkdtempSync(path.join(tmpdir(), "actor-"));
  readonly performer: Performer;

  constructor(
    readonly name: string,
    peer: { name: string; podAddress: string },
    cluster: () => ClusterNow,
    channel: Pick<ChannelClient, "ask">,
  ) {
    this.paths = pathsUnder(this.folder);
    mkdirSync(path.dirname(this.paths.drain), { recursive: true });
    const health = { ...leading.health, vrrp: "BACKUP" as const };
    this.performer = new Performer({
      node: name,
      peers: [peer],
      cluster,
      tools: {
        paths: this.paths,
        command: (...words) => {
          this.commands.push(words.join(" "));
          return Promise.resolve(this.outcome);
        },
        pihole: {
          ask: ({ method, path, body }) => {
            this.asked.push(`${method} ${path} ${JSON.stringify(body)}`);
            return Promise.resolve({ status: 200, body: {} });
          },
        },
        ask: () => {
          const drain = { by: ["hand"], force: false, since: 0, outcome: "out" } as const;
          const isDrained = existsSync(this.paths.drain);
          return Promise.resolve(
            status({ ...leading, role: "follower", health: isDrained ? { ...health, drain } : health }),
          );
        },
      },
      channel,
      record: ({ text, by }) => this.recorded.push({ text, by }),
      answerMs: 0,
    });
  }

  end = (): void => rmSync(this.folder, { recursive: true });
}

describe("what a person wants done", () => {
  let cluster: ClusterNow;
  let here: Actor;
  let there: Actor;
  let server: ChannelServer;
  beforeEach(async () => {
    cluster = { ...twoNodes, nodes: [nodeNow("pi1", { leads: true }), nodeNow("pi2")] };
    const keys = (): ChannelKeys => new ChannelKeys(keyOf("right"));
    const elsewhere = (): ClusterNow => ({ ...cluster, self: "pi2" });
    const nobody = { ask: () => Promise.reject(new Error("timed out")) };
    there = new Actor("pi2", { name: "pi1", podAddress: "127.0.0.1" }, elsewhere, nobody);
    server = new ChannelServer(keys(), ({ body }) => there.performer.hear(body));
    const channel = new ChannelClient(keys(), "pi1", await server.start(0));
    here = new Actor("pi1", { name: "pi2", podAddress: "127.0.0.1" }, () => cluster, channel);
  });
  afterEach(() => {
    server.stop();
    here.end();
    there.end();
  });
  const want = (action: string, node: string, from = here, arg = "") =>
    from.performer.perform({ action, node, arg, by: "192.0.2.7" });

  it("is done here, after the person has been answered, and is recorded with who it was", async () => {
    const { kind, words } = await want("drain", "pi1");
    assert.deepEqual([kind, /pi2 takes over from pi1/.test(words[0]!)], ["begun", true]);
    await until("the drain", () => existsSync(here.paths.drain));
    assert.deepEqual(here.recorded, [
      { text: '"Drain pi1" was pressed on the page', by: "by hand from 192.0.2.7" },
    ]);
  });

  it("is done on the node that it is meant for, over the agents' channel", async () => {
    assert.equal((await want("drain", "pi2")).kind, "begun");
    await until("the drain", () => existsSync(there.paths.drain));
    assert.equal(existsSync(here.paths.drain), false);
    assert.deepEqual(there.recorded[0]?.by, "by hand from 192.0.2.7");
  });

  it("is refused where it is not safe, whatever the page has shown", async () => {
    cluster = { ...cluster, nodes: [cluster.nodes[0]!, nodeNow("pi2", { ready: false, state: "faulted" })] };
    const { kind, words } = await want("drain", "pi1");
    assert.deepEqual([kind, /DNS would stop/.test(words[0]!)], ["refused", true]);
    assert.equal(existsSync(here.paths.drain), false);
    assert.deepEqual(here.recorded, []);
  });

  it("is refused if there is no such node or action", async () => {
    assert.equal((await want("drain", "pi9")).kind, "refused");
    assert.equal((await want("halt", "pi1")).kind, "refused");
  });

  it("pauses blocking for as long as was chosen, on the leader alone", async () => {
    assert.equal((await want("pause-blocking", "pi1", here, "15m")).kind, "done");
    assert.deepEqual(here.asked, ['POST /api/dns/blocking {"blocking":false,"timer":900}']);
    assert.match(here.recorded[0]!.text, /Pause for 15 minutes/);
    assert.equal((await want("pause-blocking", "pi1", here, "9999m")).kind, "refused");
    assert.deepEqual((await want("pause-blocking", "pi2", here, "15m")).words, ["pi2 does not lead now."]);
    assert.equal((await want("resume-blocking", "pi1")).kind, "done");
    assert.equal(here.asked.length, 2);
  });

  it("accepts exactly the removal that was shown", async () => {
    assert.deepEqual((await want("accept-removal", "pi2", here, "abc")).words, ["No removal waits on pi2."]);
    const refusal = { digest: "abc", words: ["domains 40 of 50"] };
    cluster = { ...cluster, nodes: [cluster.nodes[0]!, nodeNow("pi2", { refusal })] };
    const late = await want("accept-removal", "pi2", here, "abd");
    assert.deepEqual([late.kind, /has changed since/.test(late.words[0]!)], ["refused", true]);
    // The status of this node says that nothing waits: as good as accepted and gone.
    assert.equal((await want("accept-removal", "pi2", here, "abc")).kind, "failed");
    assert.match(there.recorded[0]!.text, /"Let the removal through" was pressed/);
  });

  it("looks at kept states and puts one back, by its name and nothing else, in a process of its own", async () => {
    const name = "2026-11-30T10-20-30.000Z";
    assert.equal((await want("kept-states", "pi2")).kind, "done");
    assert.equal((await want("difference", "pi2", here, name)).kind, "done");
    assert.equal((await want("restore", "pi2", here, name)).kind, "done");
    const right = ["sync states --json", `sync diff ${name}`, `sync restore ${name}`];
    assert.deepEqual(there.commands, right);
    for (const odd of ["--json", "../../etc/passwd", `${name} x`, ""]) {
      assert.notEqual((await want("difference", "pi2", here, odd)).kind, "done", odd);
      assert.equal((await want("restore", "pi2", here, odd)).kind, "refused", odd);
    }
    assert.deepEqual(there.commands, right);
    assert.equal(there.recorded.length, 1, "to look is no event");
  });

  it("names no row of Pi-hole's in an event, which everybody reads", async () => {
    there.outcome = { good: false, words: ["not as it was kept: domains: lacks ads.example"] };
    const { kind, words } = await want("restore", "pi2", here, "2026-11-30T10-20-30.000Z");
    assert.deepEqual([kind, /ads\.example/.test(words.join())], ["failed", true]);
    assert.deepEqual(
      there.recorded.map(({ text }) => text),
      ['"Put back what pi2 had" was pressed on the page', '"Put back what pi2 had" did not succeed'],
    );
  });

  it("mutes exactly the condition that was shown, and sends a test if there is a channel", async () => {
    cluster = { ...cluster, channels: 1, conditions: ["no-spare"] };
    assert.equal((await want("mute", "pi1", here, "24:disk-full/pi2")).kind, "done");
    assert.equal((await want("test-message", "pi1")).kind, "done");
    for (const odd of ["24", "25:no-spare", "24:", "24:--json", "24:no spare", "x:no-spare", ""])
      assert.equal((await want("mute", "pi1", here, odd)).kind, "refused", odd);
    cluster = { ...cluster, channels: 0 };
    assert.match((await want("test-message", "pi1")).words[0]!, /There is no channel/);
    assert.deepEqual(here.commands, ["notify mute disk-full/pi2 24", "notify test"]);
  });

  it("says which node does not answer", async () => {
    const { kind, words } = await want("drain", "pi1", there);
    assert.deepEqual([kind, words], ["failed", ["pi1 does not answer: timed out"]]);
  });

  it("is not done for another node, or for what is no wish at all", async () => {
    const { performer } = there;
    const wish = { action: "drain", node: "pi1", arg: "", by: "192.0.2.7" };
    assert.equal((await performer.hear(wish)).status, 409);
    for (const odd of [undefined, {}, { ...wish, action: "../drain" }, { ...wish, by: "" }])
      assert.equal((await performer.hear(odd)).status, 400);
    assert.equal(existsSync(there.paths.drain), false);
  });

  it("tells and records what does not succeed", async () => {
    // The folder is gone: the wish cannot be written.
    here.end();
    await want("drain", "pi1");
    await until("the record", () => here.recorded.length === 2);
    assert.match(here.recorded[1]!.text, /"Drain pi1" did not succeed: ENOENT/);
    mkdirSync(path.dirname(here.paths.drain), { recursive: true });
  });
});
