import assert from "node:assert/strict";
import { agentConfigSchema } from "../../../../runtime/contract/agent-config";
import { dataConfigSchema } from "../../../../runtime/contract/data-config";
import { renderAgentConfig } from "../../../../components/render/agent-config-file";
import { renderDataConfig } from "../../../../components/render/data-config-file";
import { renderHostLink, renderHostLinkUnit } from "../../../../components/render/host-link-files";
import { renderKeepalived, renderKeepalivedAuth } from "../../../../components/render/keepalived-conf";
import { renderDhcp } from "../../../../components/render/dhcp-files";
import { renderNftables } from "../../../../components/render/nftables";
import { renderDnsmasq, renderServers } from "../../../../components/render/pihole-dnsmasq";
import { piholeEnvironment } from "../../../../components/render/pihole-environment";
import { renderSecondAnswer } from "../../../../components/render/second-answer-file";
import { renderDataUnit, renderUnit } from "../../../../components/render/systemd";
import { renderUnbound } from "../../../../components/render/unbound-conf";
import { zoneKeys } from "../../../../components/local-zone";
import { renderAnchors, renderLocalZone } from "../../../../components/render/local-zone-files";
import { renderZones } from "../../../../components/render/unbound-zones";
import { withEarlierVips, type NodePlan } from "../../../../components/config/plan";
import { dualStack, samplePlan } from "../sample-plan";
import { matchesSnapshot } from "./snapshot";

describe("rendered files", () => {
  const plan = samplePlan();
  const version2 = samplePlan({ vrrpVersion: 2, advertInterval: 1 });
  const forwarding = samplePlan({ resolver: "forward", forwardTo: ["1.1.1.1@853#cloudflare-dns.com"] });

  const ipv6 = samplePlan(dualStack);
  const twoVips = withEarlierVips(plan, ["192.168.8.240"]);
  const images = { pihole: "pihole/pihole:1", unbound: "ha-dns/unbound:1", runtime: "ha-dns/runtime:1" };
  const agentJson = renderAgentConfig(plan, images, "v3/51");

  const datasets = [
    { name: "tank/data/photos", properties: { recordsize: "1M", atime: false } },
    { name: "tank/notes" },
    { name: "tank/data", mountpoint: "/srv/data", properties: { quota: "10G", compression: "lz4" } },
  ];
  const withData = samplePlan({ datasets, fenceAddress: "192.168.8.249", maxDataAge: 600 });
  const dataJson = renderDataConfig(withData, []);

  const withNames = samplePlan({
    privateDomains: ["home.example"],
    dnssecExceptions: [{ name: "broken.example", until: "9999-12-31" }],
    records: [
      "*.apps.home.example 192.168.8.20",
      "plex.apps.home.example 192.168.8.21",
      "www.home.example CNAME plex.apps.home.example",
      "nas.lan AAAA fd00::20",
      "_ldap._tcp.home.example SRV 0 10 389 nas.lan",
      'home.example TXT "v=spf1 -all"',
    ],
    forwardZones: [
      { zone: "home.arpa", to: ["192.168.8.1"] },
      { zone: "192.168.8.0/24", to: ["192.168.8.1"] },
    ],
    dnsmasqLines: ["filter-AAAA"],
  });

  const withZone = samplePlan({
    localZone: "home.arpa",
    records: ["nas.home.arpa 192.168.8.20", "home.arpa 192.168.8.20", "tv.lan 192.168.8.21"],
  });

  const dhcp = samplePlan({
    nodes: ["pi1", "pi2", "pi3"],
    dhcp: "pihole",
    dhcpRange: "192.168.8.30-192.168.8.199",
    dhcpPool: "",
  });

  const files: readonly (readonly [string, string])[] = [
    ["keepalived.conf", renderKeepalived(plan)],
    ["keepalived-v2.conf", renderKeepalived(version2)],
    ["keepalived-garp.conf", renderKeepalived(samplePlan({ virtualMac: false }))],
    ["keepalived-two-vips.conf", renderKeepalived(twoVips)],
    ["keepalived-ipv6.conf", renderKeepalived(ipv6)],
    ["nftables-ipv6.conf", renderNftables(ipv6)],
    ["unbound-ipv6.conf", renderUnbound(ipv6)],
    ["agent-ipv6.json", renderAgentConfig(ipv6, images, "v3/51")],
    ["nftables.conf", renderNftables(plan)],
    ["nftables-dhcp.conf", renderNftables(dhcp)],
    ["pihole-dhcp.env", `${piholeEnvironment(dhcp).join("\n")}\n`],
    ["dnsmasq-dhcp.conf", renderDnsmasq(dhcp)["50-config.conf"]!],
    ["dhcp.json", renderDhcp(dhcp.cluster)],
    ["nftables-two-vips.conf", renderNftables(twoVips)],
    [
      "second-answer.nft",
      renderSecondAnswer(samplePlan({ nodes: ["pi1", "pi2", "pi3"], secondAnswer: 100 })),
    ],
    ["second-answer-ipv6.nft", renderSecondAnswer(samplePlan({ ...dualStack, secondAnswer: 100 }))],
    ["unbound.conf", renderUnbound(plan)],
    ["unbound-forward.conf", renderUnbound(forwarding)],
    ["names.conf", renderZones(withNames)["zones/names.conf"]!],
    ["records.zone", renderZones(withNames)["zones/records.zone"]!],
    ["names-local-zone.conf", renderZones(withZone)["zones/names.conf"]!],
    ["records-local-zone.zone", renderZones(withZone)["zones/records.zone"]!],
    ["dnsmasq-servers-local-zone", renderServers(withZone)],
    ["local-zone.json", renderLocalZone(withZone.cluster, zoneKeys("a-cluster-secret", withZone.cluster))],
    ["local-zone.conf", renderAnchors("home.arpa", zoneKeys("a-cluster-secret", withZone.cluster))],
    ["dnsmasq-base.conf", renderDnsmasq(withNames)["10-ha-dns.conf"]!],
    ["dnsmasq-config.conf", renderDnsmasq(withNames)["50-config.conf"]!],
    ["dnsmasq-servers", renderServers(withNames)],
    ["agent.json", agentJson],
    ["data.json", dataJson],
    ["ha-dns.service", renderUnit("eth0")],
    ["ha-dns-data.service", renderDataUnit()],
    ["host-link.nft", renderHostLink(samplePlan({ network: "host", secondAnswer: 100 }))],
    ["ha-dns-host-link.service", renderHostLinkUnit("eth0")],
    ["pihole.env", `${piholeEnvironment(plan).join("\n")}\n`],
  ];
  for (const [name, text] of files) {
    it(`${name} is as it was`, () => matchesSnapshot(name, text));
    it(`${name} ends with one newline`, () => assert.match(text, /[^\n]\n$/));
  }

  it("names and records are the same bytes in whatever order they are declared", () => {
    const { records, forwardZones, privateDomains } = withNames.cluster;
    const cluster = {
      ...withNames.cluster,
      records: [...records].reverse(),
      forwardZones: [...forwardZones].reverse(),
      privateDomains: [...privateDomains].reverse(),
    };
    const reversed = { ...withNames, cluster };
    assert.deepEqual(renderZones(reversed), renderZones(withNames));
    assert.equal(renderServers(reversed), renderServers(withNames));
  });

  it("agent.json is what the agent accepts", () => {
    assert.equal(agentConfigSchema.parse(JSON.parse(agentJson)).node, "pi1");
  });

  it("data.json is what the data keeper accepts, whatever the order in which datasets are declared", () => {
    const config = dataConfigSchema.parse(JSON.parse(dataJson));
    assert.deepEqual(
      config.roots.map(({ name, datasets }) => [name, datasets.map((one) => one.name)]),
      [
        ["tank/data", ["tank/data", "tank/data/photos"]],
        ["tank/notes", ["tank/notes"]],
      ],
    );
    assert.deepEqual(config.peers, [{ name: "pi2", host: "192.168.8.12" }]);
    const reversed = { datasets: [...datasets].reverse(), fenceAddress: "192.168.8.249", maxDataAge: 600 };
    assert.equal(renderDataConfig(samplePlan(reversed), []), dataJson);
  });

  it("data.json has each node begin at a second of its own, within ten", () => {
    const names = ["pi1", "pi2", "pi3", "pi4", "pi5", "pi6"];
    const seconds = names.map((name) => {
      const plan: NodePlan = { ...withData, cluster: { ...withData.cluster, nodes: names } };
      const config = renderDataConfig({ ...plan, node: { ...plan.node, name } }, []);
      return dataConfigSchema.parse(JSON.parse(config)).replication.jitterSeconds;
    });
    assert.deepEqual(seconds, [0, 3, 6, 9, 10, 10]);
  });

  it("only version 2 includes a password, and it is in no other file", () => {
    assert.doesNotMatch(renderKeepalived(plan), /auth/);
    assert.match(renderKeepalived(version2), /include .*keepalived-auth\.conf/);
    assert.match(renderKeepalivedAuth("s3cretpw"), /auth_pass s3cretpw/);
  });

  it("a node never lists itself as its peer", () => {
    assert.doesNotMatch(renderKeepalived(plan).split("unicast_peer")[1]!.split("}")[0]!, /192\.168\.8\.251/);
  });
});
