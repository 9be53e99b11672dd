import assert from "node:assert/strict";
import { parse } from "yaml";
import path from "node:path";
import { keys, type KeyName } from "../../../../components/config/keys";
import { withEarlierVips, type NodePlan } from "../../../../components/config/plan";
import { readServiceFolder } from "../../../../components/config/service-folder";
import { dualStack, samplePlan } from "../sample-plan";
import { costOfChange } from "./change-cost";

type Values = Partial<Record<KeyName, unknown>>;

const names = Object.keys(keys) as KeyName[];

/** A node with data, whose images nobody has to build. */
const base: Values = {
  datasets: [{ name: "tank/data", mountpoint: "/srv/data" }],
  unboundImage: "registry.example/unbound:1",
  runtimeImage: "registry.example/runtime:1",
};

/** Another value, for keys whose example is the value that they have already or that goes with others alone. */
const otherwise: Values = {
  nodes: ["pi1", "pi2", "pi3"],
  vip: "192.168.8.240",
  subnet: "192.168.0.0/16",
  vip6: "fd00:53::240",
  subnet6: "fd00:53::/63",
  podAddress6: "fd00:53::242",
  unboundAddress6: "fd00:53::243",
  gateway: "192.168.8.2",
  host: "192.168.8.13",
  podAddress: "192.168.8.242",
  unboundAddress: "192.168.8.243",
  priority: 90,
  vrid: 52,
  vrrpVersion: 2,
  advertInterval: 0.1,
  missedAdverts: 9,
  updateCheck: false,
  virtualMac: false,
  failback: "manual",
  failbackDelay: 20,
  resolver: "forward",
  resolverMemory: 128,
  maxRemovalPercent: 40,
  queryHistory: 5,
  syncStaleAfter: 400,
  replicationInterval: 2,
  snapshotPolicy: { hourly: 48 },
  maxDataAge: 3600,
  maxReplicationLag: 600,
  dataFailback: "manual",
  dataDwell: 60,
  podImage: "busybox:1.36.1",
  piholeImage: "registry.example/pihole:1",
  unboundImage: "registry.example/unbound:2",
  runtimeImage: "registry.example/runtime:2",
  preflight: "warn",
  rootHints: "package.json",
  trustAnchor: "package.json",
  sshPort: 2222,
  sshKey: "~/.ssh/other",
  knownHosts: "~/.ssh/other_hosts",
  interface: "end0",
  destroyDataset: "tank/other",
  leaveDataset: "tank/other",
  datasets: [{ name: "tank/data" }, { name: "tank/other" }],
  observeOn: "pi1",
  dhcpRange: "192.168.8.40-192.168.8.199",
  dhcpDomain: "house",
};

const served: Values = { dhcp: "pihole", dhcpRange: "192.168.8.30-192.168.8.199", dhcpPool: "" };

/** What has to be so for a change of the key to be seen. */
const given: Partial<Record<KeyName, Values>> = {
  vrrpVersion: { advertInterval: 1 },
  dhcp: { ...served, dhcp: "off" },
  dhcpRange: served,
  dhcpLease: served,
  dhcpDomain: served,
  dnssecKey: { localZone: "home.arpa" },
  vip6: dualStack,
  subnet6: dualStack,
  podAddress6: dualStack,
  announceDns: dualStack,
  unboundAddress6: dualStack,
  publicAddressSources: { publicName: { name: "home.example.com", provider: "cloudflare" } },
  resolver: { forwardTo: ["9.9.9.9@853#dns.quad9.net"] },
  historyMegabytes: { historyDays: 31 },
  observeOn: { observeAddress: "192.168.8.247" },
  observeRetention: { observeOn: "pi1", observeAddress: "192.168.8.247" },
  prometheusImage: { observeOn: "pi1", observeAddress: "192.168.8.247" },
  basedOn: { unboundImage: "build", runtimeImage: "build" },
  forwardTo: { resolver: "forward", forwardTo: ["9.9.9.9@853#dns.quad9.net"] },
};

describe("a config key", () => {
  for (const name of names) {
    const key = keys[name];

    it(`${name} has an example that it accepts`, () => {
      const parsed = key.schema.safeParse(parse(key.example));
      assert.ok(parsed.success, `${key.example}: ${parsed.error?.message}`);
    });
  }
});

describe("the cost of a change", function () {
  for (const name of names.filter((it) => it !== "releaseVip" && it !== "services"))
    it(`of ${name} is what its entry says`, async () => {
      const more = { ...base, ...given[name] };
      const value = otherwise[name] ?? parse(keys[name].example);
      const [before, after] = [samplePlan(more), samplePlan({ ...more, [name]: value })];
      assert.notDeepEqual(
        valueOf(after, name),
        valueOf(before, name),
        "give it another value in `otherwise`",
      );
      assert.deepEqual(await costOfChange(before, after), keys[name].costs);
    });

  it("of vip6 and its other keys, at first, is the whole node's", async () => {
    const cost = await costOfChange(samplePlan(base), samplePlan({ ...base, ...dualStack }));
    assert.deepEqual(cost, ["drain", "pod", "unbound", "pihole", "keepalived", "agent"]);
  });

  it("of releaseVip is what its entry says", async () => {
    const earlier = "192.168.8.240";
    const before = withEarlierVips(samplePlan(base), [earlier]);
    const after = withEarlierVips(samplePlan({ ...base, releaseVip: earlier }), [earlier]);
    assert.deepEqual(await costOfChange(before, after), keys.releaseVip.costs);
  });

  it("of services is what its entry says", async () => {
    const folder = "lab/services/journal";
    const datasets = [
      { name: "tank/lab", mountpoint: "/srv/lab" },
      { name: "tank/lab/journal", mountpoint: "/srv/lab/journal" },
      { name: "tank/lab/notes", mountpoint: "/srv/lab/notes" },
    ];
    const service = {
      name: "journal",
      folder,
      datasets: ["tank/lab/journal", "tank/lab/notes"],
      images: { journal: `registry.example/journal@sha256:${"0".repeat(64)}` },
    };
    const folders = { [folder]: readServiceFolder(path.join(__dirname, "../../../.."), folder) };
    const before = samplePlan({ ...base, datasets }, folders);
    const after = samplePlan({ ...base, datasets, services: [service] }, folders);
    assert.deepEqual(await costOfChange(before, after), keys.services.costs);
  });
});

const valueOf = ({ cluster, node }: NodePlan, name: KeyName): unknown =>
  ({ ...cluster, ...node })[name as keyof NodePlan["cluster"]];
