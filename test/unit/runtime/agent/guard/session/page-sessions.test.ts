import assert from "node:assert/strict";
import { totpCode } from "../../../../../../runtime/agent/pihole/totp";
import { endAll } from "../support";
import { appPassword, Browser, Node, password, type Cluster } from "./node";

describe("people's sessions, held by the guard", function () {
  this.timeout(10_000);
  afterEach(endAll);

  let cluster: Cluster;
  let one: Node;
  let two: Node;
  let browser: Browser;
  beforeEach(async () => {
    cluster = { totpSecret: "", later: 0 };
    [one, two] = [await Node.start(cluster), await Node.start(cluster)];
    browser = new Browser();
  });

  const works = async (node: Node): Promise<void> => {
    assert.equal((await browser.ask(node, "GET", "/api/groups")).status, 200);
    assert.equal(
      (await browser.ask(node, "POST", "/api/domains/deny/exact", { domain: "a.example" })).status,
      201,
    );
  };

  it("last when the VIP moves to a node that has never seen them, and when it comes back", async () => {
    await browser.logIn(one);
    await works(one);
    await works(two);
    assert.equal(await browser.go(two, "/admin/"), 200);
    await works(two);
    await works(one);
    assert.deepEqual([one.logins, two.logins], [1, 1]);
  });

  it("last when Pi-hole has lost its own, as after a crash", async () => {
    await browser.logIn(one);
    one.loseSessions();
    await works(one);
    one.loseSessions();
    assert.equal(await browser.go(one, "/admin/settings/api"), 200);
    await works(one);
  });

  it("take one seat on a node, however many requests come at once", async () => {
    await browser.logIn(one);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => browser.ask(two, "GET", "/api/groups")),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(two.sessions.list().length, 1);
  });

  it("show whose they are in Pi-hole's list on every node", async () => {
    await browser.logIn(one);
    const { sessions } = (await (await browser.ask(two, "GET", "/api/auth/sessions")).json()) as {
      sessions: { current_session: boolean; x_forwarded_for: string; user_agent: string }[];
    };
    assert.deepEqual(
      sessions.map((each) => [each.current_session, each.x_forwarded_for, each.user_agent]),
      [[true, "127.0.0.1", "node"]],
    );
  });

  it("open the API to their own pages alone", async () => {
    await browser.logIn(one);
    for (const word of ["", "x", browser.csrf.toLowerCase()])
      for (const target of ["/api/groups", "//api/groups", "/admin/../api/groups", "/%61pi/groups"])
        assert.notEqual((await browser.ask(one, "GET", target, undefined, word)).status, 200, target);
    const page = await browser.ask(one, "GET", "/admin/");
    assert.ok((await page.text()).includes(browser.csrf));
  });

  it("end everywhere when they are logged out, whatever cookie is shown then", async () => {
    await browser.logIn(one);
    await works(two);
    const { cookie, csrf } = browser;
    assert.equal((await browser.ask(two, "DELETE", "/api/auth")).status, 204);
    assert.equal(browser.cookie, "");
    for (const told of two.told) one.ended.heard(told);
    for (const node of [one, two]) {
      Object.assign(browser, { cookie, csrf });
      assert.equal((await browser.ask(node, "GET", "/api/groups")).status, 401);
      assert.equal(await browser.go(node, "/admin/"), 302);
    }
  });

  it("end everywhere when somebody ends them from Pi-hole's list", async () => {
    await browser.logIn(one);
    const other = new Browser();
    await other.logIn(one);
    const { sessions } = (await (await browser.ask(one, "GET", "/api/auth/sessions")).json()) as {
      sessions: { id: number; current_session: boolean }[];
    };
    const theirs = sessions.find((each) => !each.current_session)!.id;
    assert.equal((await browser.ask(one, "DELETE", `/api/auth/session/${theirs}`)).status, 204);
    for (const told of one.told) two.ended.heard(told);
    for (const node of [one, two]) assert.equal((await other.ask(node, "GET", "/api/groups")).status, 401);
    await works(one);
    await works(two);
  });

  it("end after half an hour in which nothing was asked, and each request puts that off", async () => {
    await browser.logIn(one);
    for (let i = 0; i < 3; i++) {
      cluster.later += 1_700;
      await works(i % 2 ? one : two);
    }
    cluster.later += 1_900;
    assert.equal((await browser.ask(one, "GET", "/api/groups")).status, 401);
  });

  it("end when two-factor login is switched on, and need no second code after a failover", async () => {
    await browser.logIn(one);
    cluster.totpSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert.equal((await browser.ask(one, "GET", "/api/groups")).status, 401);
    const now = Date.now();
    assert.equal((await browser.logIn(one, totpCode(cluster.totpSecret, now))).status, 200);
    await works(one);
    await works(two);
  });

  it("are Pi-hole's own where an app logs in, or a program sends the id itself", async () => {
    const answer = await browser.logIn(one, undefined, appPassword);
    assert.equal(answer.status, 200);
    assert.doesNotMatch(browser.cookie, /ha1\./);
    const program = new Browser();
    const { session } = (await (await program.ask(one, "POST", "/api/auth", { password })).json()) as {
      session: { sid: string };
    };
    const asked = (node: Node) =>
      fetch(`http://127.0.0.1:${node.port}/api/groups`, { headers: { "x-ftl-sid": session.sid } });
    assert.equal((await asked(one)).status, 200);
    assert.equal((await asked(two)).status, 401);
  });

  it("say that they are valid as Pi-hole does", async () => {
    await browser.logIn(one);
    for (const node of [one, two]) {
      const answer = await browser.ask(node, "GET", "/api/auth");
      const { session } = (await answer.json()) as { session: { valid: boolean; csrf: string } };
      assert.deepEqual([answer.status, session.valid, session.csrf], [200, true, browser.csrf]);
    }
  });

  it("are not there for who has logged in nowhere, or with a wrong password", async () => {
    assert.equal((await browser.logIn(one, undefined, "wrong")).status, 401);
    assert.equal(browser.cookie, "");
    assert.equal(await browser.go(one, "/admin/"), 302);
    assert.equal(await browser.go(one, "/admin/login"), 200);
  });
});

describe("the pages of a node that follows", () => {
  afterEach(endAll);

  it("bring the script that shows why a change was refused, and a leader's do not", async () => {
    const cluster = { totpSecret: "", later: 0 };
    const [leader, follower] = [await Node.start(cluster), await Node.start(cluster, "follower")];
    const browser = new Browser();
    await browser.logIn(follower);
    assert.match(browser.page, /page<script src="\/ha-dns\/page\.js"><\/script>\n<\/body>/);
    await browser.go(follower, "/admin/login");
    const script = await fetch(`http://127.0.0.1:${follower.port}/ha-dns/page.js`);
    assert.match(script.headers.get("content-type") ?? "", /^text\/javascript/);
    assert.doesNotThrow(() => new Function("document", "globalThis", "return () => {}"));
    assert.match(await script.text(), /FOLLOWER_READONLY/);
    await browser.go(leader, "/admin/");
    assert.doesNotMatch(browser.page, /script/);
  });
});
