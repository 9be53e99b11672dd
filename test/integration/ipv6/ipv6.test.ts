import assert from "node:assert/strict";
import { docker, until } from "../../../lab/shell";
import { samplePlan } from "../../unit/components/sample-plan";
import { DualLan, type Seen } from "./lan";

const { standbyClaim } = samplePlan().vrrp;

describe("two nodes with IPv6 beside IPv4", function () {
  this.timeout(120_000);
  const lan = new DualLan();

  before(async function () {
    this.timeout(600_000);
    await lan.start();
    await lan.announce("fd00:bad::53");
  });
  after(() => lan.stop());

  const figures = (what: string, [v4, v6]: readonly Seen[]) => {
    const told = ({ sent, lost, longestGapMs }: Seen) => `${lost} of ${sent} lost, ${longestGapMs} ms`;
    console.log(`        ${what}: IPv4 ${told(v4!)}; IPv6 ${told(v6!)}`);
  };
  const addressesOf = async (pod: "pi1" | "pi2") =>
    (await lan.inside(pod, "ip", "-o", "-6", "addr", "show", "dev", "eth0", "scope", "global")).split("\n");

  it("send no IPv6 frame with the virtual MAC, from their start on", async () => {
    await lan.keepalived("pi1", 0);
    await lan.state("pi1", "MASTER");
    const heard = await lan.listen("pi2");
    await lan.keepalived("pi2", standbyClaim);
    await lan.state("pi2", "BACKUP");
    // Neighbour discovery asks for a new address, and for routers, within four seconds.
    const from = Date.now();
    await until("it has been listened to for six seconds", 10_000, () => Date.now() - from > 6_000);
    // On a busy machine a standby may lead for a moment; the ARP that it sends then is right.
    assert.deepEqual(
      (await heard()).filter((frame) => frame.startsWith("86dd")),
      [],
    );
  });

  it("have the IPv6 VIP on the leader alone, where nothing takes it for its own address", async () => {
    const [, vip6] = lan.vips;
    const [one, two] = [await addressesOf("pi1"), await addressesOf("pi2")];
    const line = one.find((text) => text.includes(`${vip6}/128`));
    assert.match(line ?? "", /deprecated.* nodad|nodad.* deprecated/);
    assert.ok(!two.some((text) => text.includes(vip6!)), two.join("\n"));
  });

  it("hand both VIPs over and back without a lost query", async () => {
    const seen = await lan.ask(async () => {
      const [there, back] = [["pi1", "pi2"] as const, ["pi2", "pi1"] as const];
      for (const [from, to] of [there, back, there, back, there, back]) {
        await lan.tell(to, "claim", 0);
        await lan.tell(from, "claim", -200);
        await lan.state(to, "MASTER");
        await lan.state(from, "BACKUP");
      }
    });
    figures("planned, there and back", seen);
    assert.deepEqual(
      seen.map(({ lost }) => lost),
      [0, 0],
    );
    assert.ok(seen.every(({ sent }) => sent > 100));
  });

  it("tell nobody that a port is closed in the IPv6 VIP's name, and keep the agents' ports to the LAN", async () => {
    const rules = await lan.inside("pi1", "nft", "list", "table", "inet", "ha_dns");
    assert.match(rules, /ip6 saddr .* icmpv6 type destination-unreachable drop/);
    assert.match(rules, /meta nfproto ipv6 .*(112|vrrp).* drop/);
    // Nobody listens at 54: from the node's own address the client is told at once, from the VIP it is not.
    const ask = `const s = require("node:dgram").createSocket("udp6");
      s.on("error", ({ code }) => (console.log(code), process.exit()));
      s.connect(54, process.argv[1], () => { s.send("?"); setTimeout(() => s.send("?"), 100); });
      setTimeout(() => (console.log("silent"), process.exit()), 500);`;
    const said = async (address: string) => (await lan.inside("client", "node", "-e", ask, address)).trim();
    assert.equal(await said(lan.vips[1]!), "silent");
    assert.equal(await said(lan.podAddress6("pi1")), "ECONNREFUSED");
  });

  it("serve nothing at an address that a router has given them besides", async () => {
    const given = (last: number) => `2001:db8:53::${last}`;
    await lan.inside("client", "ip", "-6", "addr", "add", `${given(9)}/64`, "dev", "eth0", "nodad");
    await lan.inside("pi1", "ip", "-6", "addr", "add", `${given(1)}/64`, "dev", "eth0", "nodad");
    const ask = `const s = require("node:dgram").createSocket("udp6");
      s.on("message", () => (console.log("answered"), process.exit()));
      s.send(Buffer.from("000101000001000000000000027069000001000100", "hex"), 53, process.argv[1]);
      setTimeout(() => (console.log("silent"), process.exit()), 500);`;
    const said = async (address: string) => (await lan.inside("client", "node", "-e", ask, address)).trim();
    await docker(["exec", "--detach", lan.container("pi1"), "perl", "/test/dns.pl", "1", given(1)]);
    assert.equal(await said(given(1)), "silent");
    assert.equal(await said(lan.podAddress6("pi1")), "answered");
  });

  it("announce the IPv6 VIP by the leader alone, and no way out", async () => {
    const [leader, vip6] = [await lan.linkLocal("pi1"), lan.vips[1]];
    await until("pi1 answers a host that asks", 20_000, async () => {
      const heard = (await lan.announced()).filter((line) => line.endsWith(` ${vip6}`));
      assert.ok(heard.every((line) => line === `${leader} resolver ${vip6}`));
      return heard.length > 0;
    });
    const routes = await lan.inside("client", "ip", "-6", "route", "show", "default");
    assert.ok(!routes.includes(leader), routes);
  });

  it("hear which DNS servers a router of the LAN announces", async () => {
    await until("pi1 has heard the router", 20_000, async () => {
      const said = await lan.inside("pi1", "cat", "/run/ha-dns/announced-resolvers");
      return /^fe80::\S+ resolver fd00:bad::53$/m.test(said);
    });
  });

  it("give both VIPs to the other node if the leader loses its power", async () => {
    const seen = await lan.ask(async () => {
      await lan.kill("pi1");
      await lan.state("pi2", "MASTER");
    });
    figures("power-off", seen);
    assert.ok(seen.every(({ sent, lost }) => sent > lost));
    const again = await lan.ask(() => Promise.resolve());
    const next = `${await lan.linkLocal("pi2")} resolver ${lan.vips[1]}`;
    await until("pi2 announces the VIP", 20_000, async () => (await lan.announced()).includes(next));
    assert.deepEqual(
      again.map(({ lost }) => lost),
      [0, 0],
    );
  });

  it("have no VIP left of a keepalived that was killed, nor one that the config no longer has", async () => {
    await lan.inside("pi2", "ip", "-6", "addr", "add", "fd00:bad::250/128", "dev", "eth0", "nodad");
    await lan.inside("pi2", "sh", "-c", "kill -9 $(pidof keepalived)");
    assert.ok((await addressesOf("pi2")).some((line) => line.includes(`${lan.vips[1]}/128`)));
    await lan.inside("pi2", "rm", "/run/ha-dns/vrrp-state");
    await lan.keepalived("pi2");
    const left = await addressesOf("pi2");
    assert.ok(!left.some((line) => line.includes("/128")), left.join("\n"));
    assert.ok(left.some((line) => line.includes(`${lan.podAddress6("pi2")}/64`)));
  });
});
