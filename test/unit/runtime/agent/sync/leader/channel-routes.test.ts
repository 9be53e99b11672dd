import assert from "node:assert/strict";
import { Agents } from "../../../../../../runtime/agent/cli/sync/sync-agents";
import { ChannelClient } from "../../../../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../../../../runtime/agent/channel/channel-keys";
import { keyOf } from "../../channel/key-of";
import { ChannelServer } from "../../../../../../runtime/agent/channel/channel-server";
import type { NodeSums } from "../../../../../../runtime/agent/page/sums/node-sums";
import { channelRoutes } from "../../../../../../runtime/agent/sync/leader/channel-routes";
import { LeaderChannel, tellState } from "../../../../../../runtime/agent/sync/leader/leader-channel";
import { Publisher, type Published } from "../../../../../../runtime/agent/sync/leader/publisher";
import type { KeptElsewhere } from "../../../../../../runtime/agent/sync/apply/restore-state";
import { aboutHere } from "../about-here";
import { FakeOwn } from "../fake-own";
import { denied, stateWith } from "../states";

const here = "127.0.0.1";
const never = new AbortController().signal;

const details = { node: "pi1", error: "", differences: ["domains: lacks ads.example"], here: [], leader: [] };

describe("what an agent answers on the channel", () => {
  const state = stateWith({ domains: denied("ads.example") });
  let leads: boolean;
  const heard: unknown[] = [];
  let own: FakeOwn;
  let publisher: Publisher;
  let server: ChannelServer;
  let port: number;
  let sums: NodeSums | undefined;
  let restore: (kept: KeptElsewhere) => Promise<string[]>;
  const agents = (secret = "right"): Agents =>
    new Agents(new ChannelKeys(keyOf(secret)), { node: "pi2", vip: here }, port);
  const client = (): ChannelClient => new ChannelClient(new ChannelKeys(keyOf("right")), "pi2", port);

  beforeEach(async () => {
    [leads, own] = [true, new FakeOwn(state)];
    const parts = own.parts();
    publisher = new Publisher(parts.own, "pi1");
    restore = () => Promise.resolve(["done"]);
    const about = aboutHere({
      node: "pi1",
      leads: () => leads,
      publisher,
      own: parts.own,
      restore: (kept) => restore(kept),
    });
    server = new ChannelServer(
      new ChannelKeys(keyOf("right")),
      channelRoutes({
        node: "pi1",
        leads: () => leads,
        report: () => ({ node: "pi1" }),
        events: () => [],
        sums: () => sums,
        details: () => details,
        heardEnded: (ended) => heard.push(ended),
        about,
      }),
    );
    port = await server.start(0);
  });
  afterEach(() => server.stop());

  it("is the leader's state, whole, and nothing where that is known already", async () => {
    const leader = await agents().leader();
    assert.deepEqual([leader.node, leader.state.domains], ["pi1", state.domains]);
    const channel = new LeaderChannel(client(), () => here);
    assert.equal(await channel.ask(leader.revision, 20, never), undefined);
  });

  it("is, to an agent of the version before, all but the rows that it would refuse the whole state for", async () => {
    const [ads, long] = denied("ads.example", "long.example");
    own = new FakeOwn(stateWith({ domains: [ads!, { ...long!, comment: "x".repeat(4_097) }] }));
    publisher = new Publisher(own.parts().own, "pi1");
    const names = async (query: string): Promise<string[]> => {
      const { body } = await tellState("pi1", () => true, publisher, new URLSearchParams(query), never);
      return (body as Published).state.domains.map(({ domain }) => domain);
    };
    assert.deepEqual(await names("rows=any"), ["ads.example", "long.example"]);
    assert.deepEqual(await names(""), ["ads.example"]);
  });

  it("is how its sync goes, with names", async () => {
    assert.deepEqual(await agents().details(), details);
  });

  it("is what its Pi-hole has answered, as soon as that is known", async () => {
    const ask = () => client().ask(here, { method: "GET", path: "/sums", deadlineMs: 2_000 }, never);
    assert.equal((await ask()).body, null);
    sums = { slots: [[1, 2, 0]], clients: ["a"] };
    assert.deepEqual((await ask()).body, sums);
  });

  it("is that sessions were ended, to who says which", async () => {
    const ask = (body: unknown) =>
      client().ask(here, { method: "POST", path: "/sessions/ended", body, deadlineMs: 2_000 }, never);
    assert.equal((await ask({ one: 1_800 })).status, 200);
    assert.equal((await ask({ one: "for ever" })).status, 400);
    assert.deepEqual(heard, [{ one: 1_800 }]);
  });

  it("is the next state as soon as there is one, to who waits", async () => {
    const { revision } = await agents().leader();
    const next = new LeaderChannel(client(), () => here).ask(revision, 5_000, never);
    own.model.tables.addRows("domains", ["new.example"], "deny", "exact", {});
    await publisher.refresh();
    assert.equal((await next)?.state.domains.length, 2);
  });

  it("is that it does not lead, where it does not, while its own state is told still", async () => {
    leads = false;
    await assert.rejects(agents().leader(), /^Error: pi1: does not lead$/);
    await assert.rejects(
      agents().restore({ name: "N", node: "pi2", state }, true),
      /^Error: pi1: does not lead$/,
    );
    const { node, state: told, traits } = await agents().own();
    assert.deepEqual([node, told.domains], ["pi1", state.domains]);
    assert.deepEqual(traits["dns.hosts"], { restarts: false, forced: false });
  });

  it("is what became of a kept state that is to be put back, one at a time", async () => {
    const taken: KeptElsewhere[] = [];
    let end: () => void = () => undefined;
    restore = (kept) => {
      taken.push(kept);
      return new Promise((resolve) => (end = () => resolve(["put back"])));
    };
    const kept = { name: "N", node: "pi2", state };
    const first = agents().restore(kept, false);
    while (taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await assert.rejects(agents().restore(kept, true), /a state is being put back already/);
    end();
    assert.deepEqual(await first, { node: "pi1", words: ["put back"] });
    assert.deepEqual(taken, [kept]);
    restore = () => Promise.reject(new Error("it broke"));
    await assert.rejects(agents().restore(kept, true), /^Error: pi1: it broke$/);
    await assert.rejects(agents().restore(kept, true), /it broke/, "and it is free again");
  });

  it("is a refusal for half a state, and for what it does not know", async () => {
    const body = { name: "N", node: "pi2", state: { ...state, groups: [] } };
    const question = { method: "POST", path: "/restore", body, deadlineMs: 2_000 } as const;
    assert.equal((await client().ask(here, question, never)).status, 400);
    for (const [method, path] of [
      ["GET", "/restore"],
      ["POST", "/state"],
      ["GET", "/"],
    ] as const)
      assert.equal((await client().ask(here, { method, path, deadlineMs: 2_000 }, never)).status, 404);
  });

  it("is nothing to who does not share the secret, who is told so in words", async () => {
    await assert.rejects(agents("wrong").own(), /does not share this node's cluster secret/);
    await assert.rejects(agents("wrong").leader(), /does not share this node's cluster secret/);
    const channel = new LeaderChannel(
      new ChannelClient(new ChannelKeys(keyOf("wrong")), "pi2", port),
      () => here,
    );
    await assert.rejects(channel.ask(null, 0, never), /does not share this node's cluster secret/);
  });

  it("is taken for no state where it is not a whole one", async () => {
    const odd = new ChannelServer(new ChannelKeys(keyOf("right")), () =>
      Promise.resolve({ status: 200, body: { revision: "r", node: "pi1", state: { ...state, groups: [] } } }),
    );
    const oddPort = await odd.start(0);
    const channel = new LeaderChannel(
      new ChannelClient(new ChannelKeys(keyOf("right")), "pi2", oddPort),
      () => here,
    );
    await assert.rejects(channel.ask(null, 0, never), /the leader's state is not whole/);
    odd.stop();
  });
});
