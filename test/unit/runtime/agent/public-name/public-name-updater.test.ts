import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "../../../../../lab/shell";
import { JsonFile } from "../../../../../runtime/common/json-file";
import { acceptedSchema } from "../../../../../runtime/agent/public-name/accepted";
import { confirmMs, lookMs } from "../../../../../runtime/agent/public-name/when-to-update";
import { PublicNameUpdater } from "../../../../../runtime/agent/public-name/public-name-updater";
import { send } from "../../../../../runtime/agent/notify/request";
import type { PublicNameFile } from "../../../../../runtime/contract/public-name-schema";
import { account, Provider, token } from "./provider";

const names = {
  lookup: () => assert.fail("an address needs no look-up"),
  addresses: (host: string) => Promise.resolve([host]),
};
const day = 86_400_000;

describe("the public name", () => {
  let provider: Provider;
  let folder: string;
  let clock: number;
  let nodes: Node[];
  let logged: string;

  /** A node: it leads if it is told so, and hears what the others have had accepted. */
  class Node {
    leads = false;
    looks = 0;
    ticks = 0;
    private underWay = 0;
    readonly paths;
    readonly name: PublicNameUpdater;

    constructor(readonly at: string) {
      const secrets = path.join(folder, at);
      mkdirSync(path.join(secrets, "data"), { recursive: true });
      this.paths = {
        publicName: path.join(secrets, "public-name.json"),
        publicNameToken: path.join(secrets, "token"),
        agentData: path.join(secrets, "data"),
      };
      this.name = new PublicNameUpdater(this.paths, {
        leads: () => {
          this.ticks++;
          return this.leads;
        },
        // As a peer reports it: what it has kept.
        peers: () =>
          nodes
            .filter((node) => node !== this)
            .map(({ paths }) =>
              new JsonFile(path.join(paths.agentData, "public-name.json"), acceptedSchema).load(),
            ),
        send: (request, signal) => {
          if (request.url.endsWith("/address/0")) this.looks++;
          this.underWay++;
          return send(request, { names, signal, now: () => clock }).finally(() => this.underWay--);
        },
        log: (event, fields) => (logged += JSON.stringify({ event, ...fields })),
        now: () => clock,
        everyMs: 2,
      });
    }

    /** Between the requests of one look there is nothing that takes time. */
    async idle(): Promise<void> {
      do await new Promise(setImmediate);
      while (this.underWay > 0);
    }

    lay(changes: Partial<PublicNameFile> = {}, secret = token): void {
      writeFileSync(this.paths.publicNameToken, `${secret}\n`);
      writeFileSync(this.paths.publicName, JSON.stringify({ ...cloudflare(), ...changes }));
    }
  }

  const cloudflare = (): PublicNameFile => ({
    name: "home.example.com",
    provider: "cloudflare",
    server: `${provider.base}/client/v4`,
    user: "",
    zone: "example.com",
    expect: "",
    sources: provider.sources(),
  });

  const dyndns2 = (): Partial<PublicNameFile> => ({
    provider: "dyndns2",
    server: `${provider.base}/nic/update`,
    user: account,
    zone: "",
  });

  beforeEach(async () => {
    provider = new Provider();
    await provider.start();
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-public-"));
    clock = Date.UTC(2026, 10, 30);
    [nodes, logged] = [[], ""];
    nodes = [new Node("a"), new Node("b")];
  });
  afterEach(async () => {
    await Promise.all(nodes.map(({ name }) => name.stop()));
    provider.stop();
    rmSync(folder, { recursive: true });
  });

  const trouble = () => nodes[0]!.name.seen()?.trouble;
  const accepted = (address: string, node = nodes[0]!) =>
    until(`${address} is accepted`, 5_000, () => node.name.seen()?.accepted?.address === address, 5);
  const fails = (words: RegExp) => until(`it fails: ${words}`, 5_000, () => words.test(trouble() ?? ""), 5);
  /** Lets a node look `times` more, each time so much later. */
  async function look(node: Node, times: number, afterMs: number): Promise<void> {
    for (let i = 0; i < times; i++) {
      await node.idle();
      const before = node.looks;
      clock += afterMs;
      await until("it has looked", 5_000, () => node.looks > before, 2);
    }
    await node.idle();
  }

  /** The node has had three chances to do something. */
  async function timePasses(node: Node): Promise<void> {
    const before = node.ticks;
    await until("it ticks", 5_000, () => node.ticks > before + 3, 2);
    await node.idle();
  }

  function begin(changes: Partial<PublicNameFile> = {}, secret = token): Node {
    for (const node of nodes) {
      node.lay(changes, secret);
      node.name.start();
    }
    nodes[0]!.leads = true;
    return nodes[0]!;
  }

  it("is updated once, and the record's other settings do not change", async () => {
    const node = begin();
    await accepted("8.8.4.4");
    await look(node, 5, lookMs);
    assert.deepEqual(provider.writes(), [{ method: "PATCH", path: "/client/v4/zones/z1/dns_records/r1" }]);
    assert.deepEqual([provider.record?.content, provider.record?.proxied], ["8.8.4.4", true]);
  });

  it("is created if there is no record", async () => {
    provider.record = undefined;
    begin();
    await accepted("8.8.4.4");
    assert.deepEqual([provider.record!.name, provider.record!.content], ["home.example.com", "8.8.4.4"]);
  });

  it("follows a new address that is seen twice, with one update; an address seen once is not published", async () => {
    const node = begin();
    await accepted("8.8.4.4");
    provider.addresses.fill("1.0.0.1");
    await look(node, 1, lookMs);
    provider.addresses.fill("8.8.4.4");
    await look(node, 2, confirmMs + lookMs);
    assert.equal(provider.writes().length, 1);
    provider.addresses.fill("1.0.0.1");
    await look(node, 1, lookMs);
    await look(node, 1, confirmMs);
    await accepted("1.0.0.1");
    await look(node, 3, lookMs);
    assert.equal(provider.writes().length, 2);
  });

  it("is not published again by the next leader, nor by the former leader when it is back", async () => {
    const [a, b] = nodes as [Node, Node];
    begin(dyndns2());
    await accepted("8.8.4.4");
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      from.leads = false;
      to.leads = true;
      await look(to, 2, lookMs);
    }
    assert.equal(provider.writes().length, 1);
    assert.equal(b.name.seen()?.accepted?.address, "8.8.4.4");
  });

  it("is not published again after a restart of the agent", async () => {
    begin(dyndns2());
    await accepted("8.8.4.4");
    await nodes[0]!.name.stop();
    const again = new Node("a");
    nodes = [again];
    again.leads = true;
    again.name.start();
    await look(again, 2, lookMs);
    assert.equal(provider.writes().length, 1);
  });

  it("is corrected within a day if somebody has changed it at the provider", async () => {
    const node = begin();
    await accepted("8.8.4.4");
    provider.record = { ...provider.record!, content: "9.9.9.9" };
    await look(node, 1, lookMs);
    assert.equal(provider.record.content, "9.9.9.9");
    clock += day;
    await until("it is right again", 5_000, () => provider.record?.content === "8.8.4.4", 5);
  });

  it("with a wrong token is retried once an hour, and at once with a new token", async () => {
    const node = begin({}, "wrong");
    await fails(/^it answered 403/);
    assert.equal(node.name.seen()?.final, true);
    const asked = provider.asked.length;
    const looks = node.looks;
    clock += 3_500_000;
    await timePasses(node);
    assert.deepEqual([provider.asked.length, node.looks], [asked, looks]);
    node.lay();
    await accepted("8.8.4.4");
    assert.equal(trouble(), "");
  });

  it("waits for as long as the provider demands (429), and is then published once", async () => {
    provider.instead = (response) => void response.writeHead(429, { "retry-after": "1200" }).end();
    const node = begin();
    await fails(/^it answered 429/);
    const asked = provider.asked.length;
    clock += 1_100_000;
    await timePasses(node);
    assert.equal(provider.asked.length, asked);
    provider.instead = undefined;
    await look(node, 1, 100_001);
    await accepted("8.8.4.4");
    assert.equal(provider.writes().length, 1);
  });

  it("rejects invalid answers, and retries ever less often", async () => {
    provider.instead = (response) => void response.end("<html>welcome</html>");
    const node = begin();
    await fails(/^its answer makes no sense/);
    for (const wait of [60_000, 120_000, 240_000]) await look(node, 1, wait);
    assert.equal(node.name.seen()?.accepted, undefined);
    provider.instead = undefined;
    await look(node, 1, 480_000);
    await accepted("8.8.4.4");
    assert.equal(provider.writes().length, 1);
  });

  it("is never a private address, nor a CGNAT address", async () => {
    for (const address of ["192.168.8.1", "100.64.3.2", "203.0.113.9"]) {
      provider.addresses.fill(address);
      const node = nodes[0]!;
      if (node.leads) await look(node, 1, lookMs);
      else begin();
      await fails(new RegExp(`^the sources name ${address}, which nobody`));
    }
    assert.deepEqual(provider.asked, []);
  });

  it("is the address that two sources agree on: a wrong one is outvoted, and without two there is none", async () => {
    provider.addresses = ["104.16.0.1", "8.8.4.4", "8.8.4.4"];
    const node = begin();
    await accepted("8.8.4.4");
    provider.addresses = ["1.1.1.1", "<html>", "9.9.9.10"];
    await look(node, 1, lookMs);
    await fails(
      /^no two sources name the same public address \(1\.1\.1\.1; 9\.9\.9\.10; 127\.0\.0\.1: its answer is no/,
    );
    assert.equal(provider.writes().length, 1);
  });

  it("is updated by the dyndns2 protocol, not more than once in 25 days without a change", async () => {
    const node = begin(dyndns2());
    await accepted("8.8.4.4");
    await look(node, 3, day);
    assert.deepEqual(provider.writes(), [
      { method: "GET", path: "/nic/update?hostname=home.example.com&myip=8.8.4.4" },
    ]);
    clock += 25 * day;
    await until("it is told again", 5_000, () => provider.writes().length === 2, 5);
  });

  it("shows the dyndns2 server's error, and does not retry if that is final", async () => {
    begin(dyndns2(), "wrong");
    await fails(/^it answered "badauth"/);
    assert.equal(nodes[0]!.name.seen()?.final, true);
  });

  it("is updated by one URL, if the answer contains the expected text", async () => {
    const server = `${provider.base}/update?domains={name}&token={token}&ip={address}`;
    begin({ provider: "url", server, zone: "", expect: "OK" }, "wrong");
    await fails(/^its answer does not hold "OK"/);
    nodes[0]!.lay({ provider: "url", server, zone: "", expect: "OK" });
    await accepted("8.8.4.4");
  });

  it("does not leak its token into logs, errors or other files", async () => {
    begin({ provider: "url", server: `${provider.base}/no?t={token}`, zone: "", expect: "never" });
    await fails(/never/);
    begin();
    await accepted("8.8.4.4");
    const kept = readFileSync(path.join(nodes[0]!.paths.agentData, "public-name.json"), "utf8");
    assert.ok(!`${logged}${kept}${JSON.stringify(nodes[0]!.name.seen())}`.includes(token));
  });

  it("is undefined on a node without one", () => {
    rmSync(path.join(folder, "a"), { recursive: true });
    nodes[0]!.name.start();
    assert.equal(nodes[0]!.name.seen(), undefined);
  });
});
