import assert from "node:assert/strict";
import type { Value } from "../../../../pihole/src/config/item";
import { Settings } from "../../../../pihole/src/config/store";
import { renderDnsmasq, renderBlocked, renderHosts } from "../../../../pihole/src/dns/render";

const around = { interfaces: ["lo", "eth0"], gatewayInterface: "eth0" };
const render = (values: Record<string, Value> = {}) =>
  renderDnsmasq(new Settings(new Map(Object.entries(values))), around).split("\n");

describe("dnsmasq's config", () => {
  it("has what FTL sets by default", () => {
    const lines = render();
    for (const line of [
      "no-resolv",
      "port=53",
      "cache-size=10000",
      "localise-queries",
      "bogus-priv",
      "use-stale-cache=3600",
      "local-service",
      "local=/lan/",
      "server=/test/",
      "interface-name=pi.hole,eth0",
    ]) {
      assert.ok(lines.includes(line), line);
    }
    for (const absent of ["dnssec", "domain-needed", "all-servers", "expand-hosts"]) {
      assert.ok(!lines.includes(absent), absent);
    }
  });

  it("has a server line for each upstream, in order", () => {
    const lines = render({ "dns.upstreams": ["192.0.2.1#5335", "192.0.2.2#5335"] });
    const servers = lines.filter((line) => line.startsWith("server=192"));
    assert.deepEqual(servers, ["server=192.0.2.1#5335", "server=192.0.2.2#5335"]);
  });

  it("listens as the listening mode says", () => {
    assert.ok(render({ "dns.listeningMode": "ALL" }).includes("except-interface=nonexisting"));
    const single = render({ "dns.listeningMode": "SINGLE" });
    assert.ok(single.includes("interface=eth0") && !single.includes("bind-interfaces"));
    const bound = render({ "dns.listeningMode": "BIND", "dns.interface": "pod0" });
    assert.ok(bound.includes("interface=pod0") && bound.includes("bind-interfaces"));
    assert.ok(!render({ "dns.listeningMode": "NONE" }).includes("local-service"));
  });

  it("never gives the loopback address for pi.hole to a client", () => {
    assert.ok(!render().includes("interface-name=pi.hole,lo"));
  });

  it("ends with the user's own lines", () => {
    const lines = render({ "misc.dnsmasq_lines": ["host-record=own.lan,10.0.0.1"] });
    assert.equal(lines.at(-2), "host-record=own.lan,10.0.0.1");
  });

  it("forwards a domain that has a reverse server, instead of keeping it local", () => {
    const lines = render({
      "dns.revServers": ["true,192.168.0.0/24,192.168.0.1,lan", "false,10.0.0.0/8,10.0.0.1"],
    });
    assert.ok(lines.includes("server=/lan/192.168.0.1") && !lines.includes("local=/lan/"));
    assert.ok(!lines.some((line) => line.includes("10.0.0.1")));
  });

  it("asks a reverse server for names without a dot as well, unless those stay in the house", () => {
    const reverse = { "dns.revServers": ["true,192.168.0.0/24,192.168.0.1"] };
    assert.ok(render(reverse).includes("server=//192.168.0.1"));
    assert.ok(!render({ ...reverse, "dns.domainNeeded": true }).includes("server=//192.168.0.1"));
  });

  it("writes a line for each own host", () => {
    assert.equal(renderHosts(["10.0.0.1 a", "10.0.0.2 b"]), "10.0.0.1 a\n10.0.0.2 b\n");
  });

  it("gives a blocked name no address of its own beside that", () => {
    const hosts = ["10.0.0.1 a b.example # both", "10.0.0.2 B.example", "10.0.0.3 c"];
    assert.equal(renderHosts(hosts, new Set(["b.example"])), "10.0.0.1 a\n10.0.0.3 c\n");
    assert.equal(renderBlocked(["b.example"]), "0.0.0.0 b.example\n:: b.example\n");
  });
});
