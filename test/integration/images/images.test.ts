import assert from "node:assert/strict";
import {
  aliasName,
  bogusName,
  cachedNames,
  distinctName,
  insecureName,
  nxName,
} from "../../../lab/images/internet/facts";
import { until } from "../../../lab/shell";
import { at, Scratch } from "./scratch";

const scratch = new Scratch();
const resolve = (name: string) => scratch.ask(at.unbound, name, 5335);
const viaPihole = (name: string) => scratch.ask(at.pihole, name);

interface Json {
  readonly status: number;
  readonly body: Readonly<Record<string, never>> & { readonly session?: { readonly sid: string } };
}

async function api(method: string, path: string, sid = "", json?: unknown): Promise<Json> {
  const response = await fetch(`http://${at.pihole}/api/${path}`, {
    method,
    headers: { "X-FTL-SID": sid, Connection: "close" },
    body: json === undefined ? undefined : JSON.stringify(json),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Json["body"]) };
}

const logIn = async (password = "lab"): Promise<string> =>
  (await api("POST", "auth", "", { password })).body.session!.sid;

before(async function () {
  this.timeout(600_000);
  await scratch.start();
});
after(() => scratch.stop());

describe("the lab's internet, seen through a validating resolver", () => {
  it("gives authentic answers for its signed names", async () => {
    for (const { name, address } of [...cachedNames, aliasName, distinctName(1), distinctName(2)]) {
      const { authentic, answers } = await resolve(name);
      assert.deepEqual([name, authentic, answers], [name, true, [address]]);
    }
  });

  it("fails for the zone whose signatures do not fit", async () => {
    assert.equal((await resolve(bogusName)).status, "SERVFAIL");
  });

  it("gives an answer without the AD flag for the zone that is not signed", async () => {
    const { authentic, answers } = await resolve(insecureName.name);
    assert.deepEqual([authentic, answers], [false, [insecureName.address]]);
  });

  it("proves that a name does not exist", async () => {
    const { status, authentic } = await resolve(nxName);
    assert.deepEqual([status, authentic], ["NXDOMAIN", true]);
  });

  it("refers from the root to the zones, instead of answering there", async () => {
    const { answers } = await scratch.ask(at.root, cachedNames[0]!.name);
    assert.deepEqual(answers, []);
    assert.deepEqual((await scratch.ask(at.zones, cachedNames[0]!.name)).answers, [cachedNames[0]!.address]);
  });

  it("keeps its trust anchor when it is made anew", async () => {
    const before = await scratch.rootKey();
    await scratch.restartInternet();
    assert.equal(await scratch.rootKey(), before);
    assert.equal((await resolve(distinctName(3).name)).authentic, true);
  });
});

describe("the Pi-hole stand-in", () => {
  it("says what it is", async () => {
    assert.match(await scratch.piholeLog(), /STAND-IN/);
  });

  it("answers through its upstream, and for itself with the address that was asked", async () => {
    assert.deepEqual((await viaPihole(distinctName(4).name)).answers, [distinctName(4).address]);
    assert.deepEqual((await viaPihole("pi.hole")).answers, [at.pihole]);
    const health = await scratch.pihole(["dig", "+short", "+norecurse", "+retry=0", "@127.0.0.1", "pi.hole"]);
    assert.deepEqual([health.code, health.stdout.trim()], [0, at.pihole]);
  });

  it("keeps who has no password out", async () => {
    assert.equal((await api("GET", "config")).status, 401);
    assert.equal((await api("POST", "auth", "", { password: "wrong" })).status, 401);
    assert.equal((await api("GET", "info/login")).status, 200);
  });

  it("takes up a changed host at once, without a restart", async () => {
    const sid = await logIn();
    const set = (hosts: string[]) => api("PATCH", "config", sid, { config: { dns: { hosts } } });
    const uptime = async () =>
      JSON.stringify((await api("GET", "info/ftl", sid)).body).match(/"uptime":(\d+)/)?.[1];
    const before = Number(await uptime());
    assert.equal((await set(["10.1.2.3 nas.home"])).status, 200);
    await until(
      "nas.home answers",
      2000,
      async () => (await viaPihole("nas.home")).answers.includes("10.1.2.3"),
      20,
    );
    assert.equal((await set([])).status, 200);
    await until("nas.home is gone", 2000, async () => (await viaPihole("nas.home")).answers.length === 0, 20);
    assert.ok(Number(await uptime()) > before);
    await api("DELETE", "auth", sid);
  });

  it("restarts DNS for a setting that wants it, and keeps sessions and settings over that", async () => {
    const sid = await logIn();
    const uptime = async () =>
      Number(/"uptime":(\d+)/.exec(JSON.stringify((await api("GET", "info/ftl", sid)).body))?.[1]);
    const before = await uptime();
    const dns = { hosts: ["10.1.2.3 nas.home"], cnameRecords: ["alias.home,nas.home"] };
    assert.equal((await api("PATCH", "config", sid, { config: { dns } })).status, 200);
    await until("DNS was restarted", 10_000, async () => (await uptime()) < before);
    await until("the alias answers", 5000, async () =>
      (await viaPihole("alias.home")).answers.includes("10.1.2.3"),
    );
    const lines = [
      "Restarting FTL",
      "Asked to terminate by",
      "FTL terminated .*internal restart",
      "FTL started",
    ];
    assert.match(await scratch.piholeLog(), new RegExp(lines.join("[^]*")));
  });

  it("refuses a config that dnsmasq refuses, and goes on as before", async () => {
    const sid = await logIn();
    const { status, body } = await api("PATCH", "config", sid, {
      config: { dns: { cnameRecords: ["a.home,b.home", "b.home,a.home"] } },
    });
    assert.equal(status, 400);
    assert.match(JSON.stringify(body), /CNAME loop/);
    assert.deepEqual((await viaPihole("pi.hole")).answers, [at.pihole]);
    await api("DELETE", "auth", sid);
  });

  it("keeps its settings when the container is made anew, but those that the environment no longer forces", async () => {
    await scratch.startPihole({ FTLCONF_dns_cache_size: "77" });
    assert.equal((await scratch.pihole(["pihole-FTL", "--config", "dns.cache.size"])).stdout.trim(), "77");
    assert.deepEqual((await viaPihole("nas.home")).answers, ["10.1.2.3"]);
    await scratch.startPihole();
    assert.equal((await scratch.pihole(["pihole-FTL", "--config", "dns.cache.size"])).stdout.trim(), "10000");
    assert.deepEqual((await viaPihole("nas.home")).answers, ["10.1.2.3"]);
  });

  it("blocks an exact domain at once, but not while blocking is off", async () => {
    const sid = await logIn();
    const name = cachedNames[0]!;
    const answers = (address: string) => async () => (await viaPihole(name.name)).answers.join() === address;
    const block = (blocking: boolean) => api("POST", "dns/blocking", sid, { blocking });
    await api("POST", "domains/deny/exact", sid, { domain: name.name });
    await until("the name is blocked", 2000, answers("0.0.0.0"), 20);
    await block(false);
    await until("the name is free", 2000, answers(name.address), 20);
    await block(true);
    await until("the name is blocked again", 2000, answers("0.0.0.0"), 20);
    await api("DELETE", `domains/deny/exact/${name.name}`, sid);
    await until("the name is free again", 2000, answers(name.address), 20);
    await api("DELETE", "auth", sid);
  });

  it("answers nobody while it writes a long array", async () => {
    const sid = await logIn();
    const domain = Array.from({ length: 2000 }, (_, i) => `d${i}.example`);
    const writing = api("POST", "domains/deny/exact", sid, { domain });
    await new Promise((resolve) => setTimeout(resolve, 150));
    const from = Date.now();
    await viaPihole("pi.hole");
    assert.ok(Date.now() - from > 900, `answered after ${Date.now() - from} ms`);
    assert.equal((await writing).status, 201);
    const items = domain.map((item) => ({ item, type: "deny", kind: "exact" }));
    // Twice as many would be more than a body may have.
    for (const part of [items.slice(0, 1000), items.slice(1000)]) {
      assert.equal((await api("POST", "domains:batchDelete", sid, part)).status, 204);
    }
    await api("DELETE", "auth", sid);
  });

  it("runs gravity from its command, and blocks what the lists have", async () => {
    const sid = await logIn();
    const name = cachedNames[1]!;
    await scratch.pihole(["sh", "-c", `echo 0.0.0.0 ${name.name} > /srv/list.txt`]);
    const address = "file:///srv/list.txt";
    await api("POST", "lists?type=block", sid, { address });
    const run = await scratch.pihole(["pihole", "-g"]);
    assert.deepEqual([run.code, run.stdout.trim().split("\n").at(-1)], [0, "  [✓] Done."]);
    await until(
      "the name is blocked",
      3000,
      async () => (await viaPihole(name.name)).answers.join() === "0.0.0.0",
    );
    await api("POST", "lists:batchDelete", sid, [{ item: address, type: "block" }]);
    await api("DELETE", "auth", sid);
  });

  it("stops within three seconds when told to, with exit code 0", async () => {
    const from = Date.now();
    await scratch.piholeContainer("stop");
    assert.ok(Date.now() - from < 3500, `took ${Date.now() - from} ms`);
    assert.equal((await scratch.piholeContainer("wait")).trim(), "0");
    await scratch.piholeContainer("start");
    await scratch.piholeAnswers();
  });

  it("ends its container when its DNS daemon crashes", async () => {
    await scratch.pihole(["pkill", "-KILL", "dnsmasq"]);
    assert.notEqual((await scratch.piholeContainer("wait")).trim(), "0");
  });
});
