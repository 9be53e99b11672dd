import assert from "node:assert/strict";
import { up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inClient } from "../../lab/cluster/client-machine";
import { piholePasswordFile } from "../../components/render/node-paths";
import { agentExec } from "../../runtime/contract/names";
import { Browser } from "../lab/browser";
import { Person } from "../lab/person";
import { agentStatus, allReady, awaitLeader, mustInNode, settledLab, withSite } from "../lab/support";
import { lossless } from "../lab/watch";

describe("the page's buttons", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let follower: LabNode;
  let password: string;
  before(async () => {
    ({ lab, leader, follower } = await settledLab());
    password = (await mustInNode(leader, "cat", piholePasswordFile)).trim();
  });

  const drainPath = ({ name }: LabNode): string => `/ha-dns/act/drain?node=${name}`;
  const undrainPath = ({ name }: LabNode): string => `/ha-dns/act/undrain?node=${name}`;
  const drainedBy = async (node: LabNode): Promise<string | null> => (await agentStatus(node)).drainedBy;

  async function loggedIn(host: string): Promise<Person> {
    const person = new Person(host);
    const { status, cookie } = await person.post("/ha-dns/log-in", { password });
    assert.equal(status, 303);
    assert.match(cookie, /HttpOnly; SameSite=Strict; Secure/);
    return person;
  }

  it("drain the leader and bring it back without a lost query; the log-in survives the move", async () => {
    const person = await loggedIn(lab.vip);
    await lossless(lab, 500, async () => {
      const begun = await person.press(drainPath(leader));
      assert.deepEqual([begun.status, /No query is lost/.test(begun.text)], [200, true]);
      await awaitLeader(follower);
      assert.equal(await drainedBy(leader), "hand");
      assert.equal((await person.press(undrainPath(leader))).status, 200);
      await awaitLeader(leader);
    });
    await allReady(lab);
    const events = await mustInNode(follower, ...agentExec(), "events");
    assert.match(events, new RegExp(`Drain ${leader.name}.*by hand from`));
  });

  it("are not pressed by another site, nor twice, nor without a log-in", async () => {
    const person = await loggedIn(lab.vip);
    const form = await person.form(drainPath(follower));
    assert.equal((await person.post("/ha-dns/act", form, "https://evil.example")).status, 403);
    assert.equal((await new Person(lab.vip).post("/ha-dns/act", form)).status, 303);
    assert.equal(await drainedBy(follower), null);
    assert.equal((await person.post("/ha-dns/act", form)).status, 200);
    await until("the drain", 20_000, async () => (await drainedBy(follower)) === "hand" || undefined);
    assert.equal((await person.press(undrainPath(follower))).status, 200);
    await until("its end", 20_000, async () => (await drainedBy(follower)) === null || undefined);
    const again = await person.post("/ha-dns/act", form);
    assert.deepEqual([again.status, /done already/.test(again.text)], [409, true]);
    // The other node has been told that this form is used up.
    const elsewhere = new Person(follower.pod);
    elsewhere.cookie = person.cookie;
    const there = await elsewhere.post("/ha-dns/act", form);
    assert.deepEqual([there.status, /done already/.test(there.text)], [409, true]);
    assert.equal(await drainedBy(follower), null);
    await allReady(lab);
  });

  it("of a follower's page act on the leader, and refuse what would stop DNS", async () => {
    const person = await loggedIn(follower.pod);
    await person.press(drainPath(follower));
    await until("the drain", 20_000, async () => (await drainedBy(follower)) === "hand" || undefined);
    const refused = await person.get(drainPath(leader));
    assert.deepEqual([refused.status, /DNS would stop/.test(refused.text)], [409, true]);
    await person.press(undrainPath(follower));
    await allReady(lab);
    await person.press(drainPath(leader));
    await awaitLeader(follower);
    await person.press(undrainPath(leader));
    await awaitLeader(leader);
    await allReady(lab);
  });

  it("lead to https", async () => {
    const program = `fetch("http://${lab.vip}/ha-dns/log-in", { redirect: "manual" }).then((answer) =>
      console.log(answer.status, answer.headers.get("location")))`;
    const { stdout } = await inClient(["node", "-e", program]);
    assert.equal(stdout.trim(), `303 https://${lab.vip}/ha-dns/log-in?secure=1`);
  });

  it("let every node be edited with followerWrites: forward, and the change is there at once", async () => {
    await withSite(lab, { followerWrites: "forward" }, async () => {
      for (const { name } of lab.nodes) await up(lab, name);
      await allReady(lab);
      await awaitLeader(leader);
      const browser = new Browser(follower.pod);
      assert.equal(await browser.logIn(password), 200);
      const body = { domain: ["forwarded.example"], comment: "", groups: [0], enabled: true };
      const answer = await browser.send("POST", "/api/domains/deny/exact", body);
      assert.equal(answer.status, 201, answer.text);
      const path = "/api/domains/deny/exact/forwarded.example";
      assert.match((await browser.send("GET", path)).text, /forwarded\.example/);
      const atVip = new Browser(lab.vip);
      await atVip.logIn(password);
      assert.match((await atVip.send("GET", path)).text, /forwarded\.example/);
      assert.equal((await browser.send("DELETE", path)).status, 204);
      assert.match((await browser.send("GET", path)).text, /"domains":\[\]/);
    });
    for (const { name } of lab.nodes) await up(lab, name);
    await allReady(lab);
    await awaitLeader(leader);
  });
});
