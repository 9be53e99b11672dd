import assert from "node:assert/strict";
import { HostLan, hosts, vip } from "./lan";

describe("the host's own way to the VIP", function () {
  this.timeout(60_000);
  const lan = new HostLan();
  before(async function () {
    if (process.getuid?.() !== 0) return this.skip(); // Network namespaces are made here.
    await lan.start();
    await lan.lead("a");
  });
  after(() => lan.stop());

  const answered = (host: keyof typeof hosts) => `${hosts[host]} from ${vip}`;
  const mac = async (what: string, link: string) =>
    /link\/ether (\S+)/.exec(await lan.ip(what, "-o", "link", "show", "dev", link))![1]!;
  const rpFilter = (host: "a" | "b") =>
    lan.inside(host, "cat", "/proc/sys/net/ipv4/conf/eth0/rp_filter").then((text) => text.trim());

  it("is missing without it: macvlan keeps a host from its own pod", async () => {
    assert.equal(await lan.ask("a"), "silent");
    assert.equal(await lan.ask("b"), answered("b"));
  });

  it("leads there whoever leads, and the VIP sees the host's own address", async () => {
    assert.match(await lan.leg("a", "up"), /^made veth-ha-dns.*\n10\.77\.0\.11 reaches/);
    await lan.leg("b", "up");
    assert.equal(await lan.leg("a", "up"), "", "there is nothing to do a second time");
    for (const leader of ["a", "b", "a"] as const) {
      await lan.lead(leader);
      for (const host of ["a", "b"] as const)
        assert.equal(await lan.ask(host), answered(host), `${host}'s host, while ${leader} leads`);
      assert.equal(await lan.ask("client"), `10.77.0.9 from ${vip}`);
    }
  });

  it("says nothing on the LAN: no frame with its MAC, and the hosts keep theirs", async () => {
    const known = await lan.inside("lan", "bridge", "fdb", "show", "br", "br0");
    for (const [what, link] of [
      ["a", "veth-ha-dns"],
      ["pod-a", "host0"],
    ] as const)
      assert.ok(!known.includes(await mac(what, link)), known);
    await lan.lead("b");
    assert.equal(await lan.ask("a"), answered("a"));
    const neighbors = await lan.ip("pod-b", "neigh");
    assert.ok(neighbors.includes(`${hosts.a} dev eth0 lladdr ${await mac("a", "eth0")}`), neighbors);
  });

  it("works on a host that is strict about where packets come from, and puts that back at the end", async () => {
    await lan.inside("a", "sh", "-c", "echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter");
    await lan.lead("b");
    assert.equal(await lan.ask("a"), "silent");
    assert.match(await lan.leg("a", "up"), /rp_filter of eth0: 2 instead of 1/);
    assert.equal(await lan.ask("a"), answered("a"));
    await lan.leg("a", "down");
    assert.equal(await rpFilter("a"), "1");
    assert.doesNotMatch(await lan.ip("a", "link"), /veth-ha-dns/);
    assert.doesNotMatch(await lan.ip("pod-a", "link"), /host0/);
    assert.equal(
      await lan.ip("a", "route"),
      `10.77.0.0/24 dev eth0 proto kernel scope link src ${hosts.a} \n`,
    );
  });

  it("is gone with its pod, and is made again into the next one", async () => {
    await lan.leg("a", "up");
    await lan.remakePod("a");
    assert.equal(await lan.ask("a"), answered("a"), "as any machine of the LAN, since another node leads");
    assert.match(await lan.leg("a", "up"), /^made veth-ha-dns/);
    await lan.lead("a");
    assert.equal(await lan.ask("a"), answered("a"));
  });

  it("follows the host's address and the VIPs", async () => {
    await lan.setVips(["10.77.0.60", vip]);
    await lan.ip("a", "addr", "del", `${hosts.a}/24`, "dev", "eth0");
    await lan.ip("a", "addr", "add", "10.77.0.21/24", "dev", "eth0");
    await lan.leg("a", "up");
    assert.equal(await lan.ask("a"), `10.77.0.21 from ${vip}`);
    await lan.setVips([vip]);
    await lan.leg("a", "up");
    assert.doesNotMatch(await lan.ip("a", "route"), /10\.77\.0\.60/);
  });
});
