import assert from "node:assert/strict";
import { deriveKey } from "../../../components/derived-keys";
import { hardened } from "../../../components/hardened";
import { secondRights } from "../../../components/rights";
import { ownUser } from "../../../runtime/contract/names";
import { buildNode, changed, inputsOf, type Made } from "./build-node";

describe("DnsNode, by what the config asks for", function () {
  this.timeout(30_000);
  let made: Made[];
  before(async () => {
    made = await buildNode();
  });

  it("takes up records, zones, exceptions and lines for dnsmasq without touching a container or draining", async () => {
    const later = await buildNode({
      privateDomains: ["home.example"],
      dnssecExceptions: [{ name: "broken.example", until: "9999-12-31" }],
      records: ["nas.home.example 192.168.8.20"],
      forwardZones: [{ zone: "home.arpa", to: ["192.168.8.1"] }],
      dnsmasqLines: ["filter-AAAA"],
    });
    assert.deepEqual(changed(made, later), [
      "pi1-names-names.conf",
      "pi1-names-records.zone",
      "pi1-names-reload",
      "pi1-names-servers",
      "pi1-pihole-50-config.conf",
    ]);
  });

  it("takes up a signed zone's records and its next key without touching a container or draining", async () => {
    const zone = { localZone: "home.arpa", records: ["nas.home.arpa 192.168.8.20"] };
    const earlier = await buildNode(zone);
    const later = await buildNode({ ...zone, records: ["nas.home.arpa 192.168.8.21"], dnssecKey: 2 });
    assert.deepEqual(changed(earlier, later), [
      "pi1-local-zone-anchors",
      "pi1-local-zone-key",
      "pi1-local-zone-zone",
      "pi1-names-reload",
    ]);
  });

  it("hands the key that signs to the agent's own file alone, and the next one's to nothing", async () => {
    const zone = await buildNode({ localZone: "home.arpa" });
    const holders = [1, 2].map((n) => {
      const seed = deriveKey("a-cluster-secret", `local zone home.arpa ${n}`).toString("base64");
      return zone
        .filter(({ inputs }) => JSON.stringify(inputs).includes(seed))
        .map(({ inputs: { path, mode, owner } }) => [path, mode, owner]);
    });
    assert.deepEqual(holders, [[["/etc/ha-dns/local-zone/signing.private", "600", ownUser]], []]);
  });

  it("gives second answers if it is to, and neither drains the node nor touches another container for it", async () => {
    const apart = (all: readonly Made[]) =>
      all.filter(({ name }) => !/-(second|supervision)(-|$)/.test(name)).map(({ name }) => name);
    const asked = await buildNode({ secondAnswer: 100 });
    const { command, networkMode, ...container } = inputsOf(asked, "pi1-second-container")!;
    assert.deepEqual(command, ["second", "100", "-84", "5", "8976", "192.168.8.250", "192.168.8.252"]);
    assert.equal(networkMode, "container:pi1-pod-container-id");
    for (const [key, value] of Object.entries(hardened(secondRights)))
      assert.deepEqual(container[key], value, key);
    for (const what of apart(made)) assert.deepEqual(inputsOf(asked, what), inputsOf(made, what), what);
    assert.deepEqual(apart(asked), apart(made));
    assert.match(
      String(inputsOf(asked, "pi1-supervision-file")!.content),
      /keepalived ha-dns-second ha-dns-agent --/,
    );
    assert.equal(inputsOf(made, "pi1-second-container"), undefined);
  });

  it("uses the host's own MAC address if it is to, after a drain, and makes nothing for it otherwise", async () => {
    const other = await buildNode({ network: "host" });
    assert.deepEqual(inputsOf(other, "pi1-network-macvlan")!.options, { parent: "veth-dns-pods" });
    assert.notEqual(inputsOf(other, "pi1-drain")!.revision, inputsOf(made, "pi1-drain")!.revision);
    assert.doesNotMatch(String(inputsOf(other, "pi1-keepalived-keepalived.conf")!.content), /vmac/);
    assert.match(String(inputsOf(other, "pi1-link-rules")!.content), /device "eth0"/);
    assert.match(String(inputsOf(other, "pi1-link-unit-file")!.content), /^Before=docker\.service$/m);
    assert.match(String(inputsOf(other, "pi1-host-packages")!.create), / host$/);
    assert.deepEqual(
      made.filter(({ name }) => name.startsWith("pi1-link")),
      [],
    );
  });

  it("hands the public name's token to the agent's own file alone, and takes another up without a drain", async () => {
    const publicName = { name: "home.example.com", provider: "cloudflare" };
    const earlier = await buildNode({ publicName });
    const later = await buildNode({
      publicName,
      publicAddressSources: ["https://a.example", "https://b.example"],
    });
    const holders = earlier.filter(({ inputs }) => JSON.stringify(inputs).includes("a-provider's-token"));
    assert.deepEqual(
      holders.map(({ inputs: { path, mode, owner } }) => [path, mode, owner]),
      [["/etc/ha-dns/public-name/token", "600", ownUser]],
    );
    assert.deepEqual(changed(earlier, later), ["pi1-public-name-config"]);
  });

  it("serves DHCP only if the config asks for it, with the rights and files that it needs", async () => {
    const served = { dhcp: "pihole", dhcpRange: "192.168.8.30-192.168.8.199", dhcpPool: "" };
    const asked = await buildNode(served);
    const capabilities = (all: readonly Made[]) =>
      JSON.stringify(inputsOf(all, "pi1-pihole-container")!.capabilities);
    assert.match(capabilities(asked), /CAP_NET_ADMIN.*CAP_NET_RAW/);
    assert.doesNotMatch(capabilities(made), /CAP_NET/);
    for (const name of ["pi1-pihole-container", "pi1-agent-container"]) {
      assert.match(JSON.stringify(inputsOf(asked, name)!.volumes), /\/var\/lib\/ha-dns\/leases/);
      assert.doesNotMatch(JSON.stringify(inputsOf(made, name)!.volumes), /leases/);
    }
    assert.equal(inputsOf(asked, "pi1-agent-dhcp")!.path, "/etc/ha-dns/pod/dhcp.json");
    assert.equal(inputsOf(made, "pi1-agent-dhcp"), undefined);
    assert.notEqual(inputsOf(asked, "pi1-drain")!.revision, inputsOf(made, "pi1-drain")!.revision);
  });

  it("keeps a query history, or another number of days, without touching a container or draining", async () => {
    const kept = await buildNode({ historyDays: 31 });
    assert.equal(inputsOf(kept, "pi1-agent-history")!.path, "/etc/ha-dns/pod/history.json");
    assert.equal(inputsOf(made, "pi1-agent-history"), undefined);
    const unlike = changed(made, kept).filter((name) => name !== "pi1-agent-history");
    assert.deepEqual(unlike, []);
    assert.deepEqual(changed(kept, await buildNode({ historyDays: 7 })), ["pi1-agent-history"]);
  });

  it("takes up a changed channel for alerts without touching a container or draining", async () => {
    const later = await buildNode({ notify: [{ name: "phone", kind: "ntfy", least: "critical" }] });
    assert.deepEqual(changed(made, later), ["pi1-notify-channels"]);
  });
});
