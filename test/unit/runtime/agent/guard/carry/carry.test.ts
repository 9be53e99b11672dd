import assert from "node:assert/strict";
import { ChannelClient } from "../../../../../../runtime/agent/channel/channel-client";
import { ChannelKeys } from "../../../../../../runtime/agent/channel/channel-keys";
import { ChannelServer } from "../../../../../../runtime/agent/channel/channel-server";
import { Carrier } from "../../../../../../runtime/agent/guard/carry/carrier";
import { LeaderEnd } from "../../../../../../runtime/agent/guard/carry/leader-end";
import { ToLeader } from "../../../../../../runtime/agent/guard/carry/to-leader";
import { PiholeClient } from "../../../../../../runtime/agent/pihole/pihole-client";
import { keyOf } from "../../channel/key-of";
import { appPassword, Browser, Node, password, type Cluster } from "../session/node";
import { endAll, until } from "../support";

const domain = "/api/domains/deny/exact";
const ads = { domain: "ads.example" };

describe("a change at a node that follows", () => {
  let cluster: Cluster;
  let leader: Node;
  let follower: Node;
  let server: ChannelServer;
  let leads: boolean;
  let known: { name: string; podAddress: string } | undefined;
  /** The state that the follower has; the leader's after a change is `new`. */
  let revision: string;
  let appsMayConfigure: boolean;
  let carries: boolean;

  beforeEach(async () => {
    [cluster, leads, revision, appsMayConfigure] = [{ totpSecret: "", later: 0 }, true, "new", false];
    carries = true;
    known = { name: "pi1", podAddress: "127.0.0.1" };
    leader = await Node.start(cluster);
    const wayIn = { password: () => password, totpSecret: () => "" };
    // The leader's agent asks its own guard, as a person would.
    const ofAgent = new PiholeClient(leader.port, wayIn, { load: () => undefined, save: () => undefined });
    const end = new LeaderEnd({
      node: "pi1",
      leads: () => leads,
      ask: (question) => ofAgent.text(question),
      refresh: () => Promise.resolve("new"),
    });
    const keys = (): ChannelKeys => new ChannelKeys(keyOf("right"));
    server = new ChannelServer(keys(), ({ body }) => end.hear(body));
    const toLeader = new ToLeader(new ChannelClient(keys(), "pi2", await server.start(0)), () => known);
    follower = await Node.start(cluster, "follower", (piholePort) => ({
      carrier: new Carrier({
        carries: () => carries,
        vip: "192.0.2.53",
        piholePort,
        appsMayConfigure: () => appsMayConfigure,
        carry: toLeader.carry,
        revision: () => revision,
        settleMs: 5_000,
      }),
    }));
  });
  afterEach(() => {
    server.stop();
    endAll();
  });

  const asked = (node: Node): string[] => node.asked.filter((each) => !each.includes("/api/auth"));

  it("is made by the leader for a person of the follower's page, and answered with its answer", async () => {
    const person = new Browser();
    await person.logIn(follower);
    const answer = await person.ask(follower, "POST", domain, ads);
    assert.equal(answer.status, 201);
    assert.deepEqual(asked(leader), [`POST ${domain}`]);
    assert.deepEqual(asked(follower), [], "the follower's own Pi-hole is not changed here");
  });

  it("is refused from the moment that a deployment takes followerWrites: forward away", async () => {
    const person = new Browser();
    await person.logIn(follower);
    assert.equal((await person.ask(follower, "POST", domain, ads)).status, 201);
    carries = false;
    assert.equal((await person.ask(follower, "POST", domain, ads)).status, 409);
    assert.deepEqual(asked(leader), [`POST ${domain}`]);
  });

  it("is made for a person who has logged in at another node", async () => {
    const person = new Browser();
    await person.logIn(leader);
    await person.go(follower, "/admin/");
    assert.equal((await person.ask(follower, "POST", domain, ads)).status, 201);
  });

  it("is made for a program with a session of the follower's Pi-hole", async () => {
    const login = await send("POST", "/api/auth", { password });
    const { session } = (await login.json()) as { session: { sid: string } };
    assert.equal((await send("POST", domain, ads, { "x-ftl-sid": session.sid })).status, 201);
    assert.deepEqual(asked(leader), [`POST ${domain}`]);
  });

  it("is not made for anybody who is not logged in, in Pi-hole's own words", async () => {
    const tries: Record<string, string>[] = [
      {},
      { "x-ftl-sid": "made up" },
      { cookie: "sid=made up", "x-csrf-token": "x" },
    ];
    for (const headers of tries) {
      const answer = await send("POST", domain, ads, headers);
      assert.equal(answer.status, 401);
      assert.match(await answer.text(), /unauthorized/);
    }
    assert.deepEqual(asked(leader), []);
  });

  it("is not made for another site's page: the cookie alone is not enough", async () => {
    const person = new Browser();
    await person.logIn(follower);
    assert.equal((await person.ask(follower, "POST", domain, ads, "")).status, 401);
    assert.equal((await person.ask(follower, "POST", domain, ads, "another")).status, 401);
    assert.deepEqual(asked(leader), []);
  });

  it("is not made to the settings for a program that may not change them at its own Pi-hole", async () => {
    const login = await send("POST", "/api/auth", { password: appPassword });
    const { session } = (await login.json()) as { session: { sid: string } };
    const headers = { "x-ftl-sid": session.sid };
    const refused = await send("PATCH", "/api/config", { config: {} }, headers);
    assert.deepEqual([refused.status, /app_sudo/.test(await refused.text())], [403, true]);
    assert.deepEqual(asked(leader), []);
    assert.equal((await send("POST", domain, ads, headers)).status, 201);
    appsMayConfigure = true;
    await send("PATCH", "/api/config", { config: {} }, headers);
    assert.deepEqual(asked(leader).at(-1), "PATCH /api/config");
  });

  it("is refused with a reason if no node leads, or the one that was asked does not any more", async () => {
    const person = new Browser();
    await person.logIn(follower);
    known = undefined;
    const none = await person.ask(follower, "POST", domain, ads);
    assert.equal(none.status, 503);
    assert.match(await none.text(), /LEADER_AWAY.*no node leads now.*nothing has changed/);
    known = { name: "pi1", podAddress: "127.0.0.1" };
    leads = false;
    assert.match(await (await person.ask(follower, "POST", domain, ads)).text(), /pi1 does not lead/);
    server.stop();
    assert.match(await (await person.ask(follower, "POST", domain, ads)).text(), /pi1 does not answer/);
    assert.deepEqual(asked(leader), []);
  });

  it("is refused as before if it is about the follower alone", async () => {
    const person = new Browser();
    await person.logIn(follower);
    for (const target of ["/api/action/restartdns", "/api/teleporter"]) {
      const answer = await person.ask(follower, "POST", target, {});
      assert.match(await answer.text(), /FOLLOWER_READONLY/, target);
    }
  });

  it("is here when the person has the answer", async () => {
    const person = new Browser();
    await person.logIn(follower);
    revision = "old";
    const change = person.ask(follower, "POST", domain, ads);
    let over = false;
    void change.then(() => (over = true));
    await until("the leader's change", () => asked(leader).length === 1);
    assert.equal(over, false);
    revision = "new";
    assert.equal((await change).status, 201);
  });

  const send = (
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    fetch(`http://127.0.0.1:${follower.port}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
});
