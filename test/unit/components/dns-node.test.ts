import assert from "node:assert/strict";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { deriveKey } from "../../../components/derived-keys";
import { DnsNode } from "../../../components/dns-node";
import { hardened } from "../../../components/hardened";
import { imageSources } from "../../../components/images/names";
import { rightsOf, secondRights } from "../../../components/rights";
import { dataConfigSchema } from "../../../runtime/contract/data-config";
import type { NotifySecretsFile } from "../../../runtime/contract/notify-config";
import { ownUser } from "../../../runtime/contract/names";
import type { ServiceSecrets } from "../../../components/config/keys";
import type { SshTarget } from "../../../providers/ssh/target";
import { dualStack, samplePlan } from "./sample-plan";

/** Plays the private key's file, and what of it would show if it were copied. */
const keyFile = path.join(__dirname, "../../../package.json");
const keyText = "typescript-eslint";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** Builds the node against Pulumi's own mocks, and gives every resource that it registered, with its inputs. */
async function build(
  changes: Parameters<typeof samplePlan>[0] = {},
  storage = false,
  stdout = "prepared",
): Promise<Made[]> {
  const made: Made[] = [];
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource: ({ type, name, inputs }) => {
        made.push({ type, name, inputs: inputs as Record<string, unknown> });
        return {
          id: `${name}-id`,
          state: { ...inputs, stdout, imageId: `sha256:${name}`, copied: {}, generation: 3 },
        };
      },
    },
    "ha-dns",
    "pi1",
  );
  const secrets = {
    clusterSecret: pulumi.secret("a-cluster-secret"),
    vrrpPassword: pulumi.secret("vrrppass"),
    piholePassword: pulumi.secret("a-pihole-password"),
    serviceSecrets: pulumi.secret<ServiceSecrets>({}),
    pageCertificate: pulumi.secret("a-page-key-and-certificate"),
    publicNameToken: pulumi.secret("a-provider's-token"),
    notify: pulumi.secret<NotifySecretsFile>({
      channels: { phone: { url: "https://ntfy.sh/a-topic", token: "a-token" } },
      heartbeatUrl: "https://hc.example/a-heartbeat",
    }) as pulumi.Output<NotifySecretsFile>,
  };
  const ssh = {
    host: "192.168.8.11",
    port: 22,
    user: "root",
    keyFile,
    knownHostsFile: "/known_hosts",
    hostKeys: ["ssh-ed25519 AAAA"],
  };
  const plan = samplePlan({
    runtimeImage: "registry.example/runtime:1",
    unboundImage: "registry.example/unbound:1",
    notify: [{ name: "phone", kind: "ntfy" }],
    ...changes,
  });
  const root = path.join(__dirname, "../../..");
  const peers = [{ name: "pi2", host: "192.168.8.12", hostKeys: ["ssh-ed25519 BBBB"] }];
  new DnsNode("pi1", { plan, ssh, peers, secrets, sources: imageSources(plan, root), root, storage });
  await pulumi.runtime.disconnect();
  return made;
}

describe("DnsNode", function () {
  this.timeout(30_000);
  let made: Made[];
  before(async () => {
    made = await build();
  });

  const one = (name: string) => made.find((resource) => resource.name === name)!.inputs;
  const containers = () => made.filter(({ type }) => type === "docker:index/container:Container");

  it("makes exactly these containers, and leaves none to Docker's restart policies", () => {
    assert.deepEqual(
      containers()
        .map(({ inputs }) => inputs.name)
        .sort(),
      ["ha-dns-agent", "ha-dns-keepalived", "ha-dns-pihole", "ha-dns-pod", "ha-dns-unbound"],
    );
    for (const { name, inputs } of containers()) assert.equal(inputs.restart, "no", name);
  });

  it("has Pi-hole, keepalived and the agent join the pod, and gives addresses to the pod and Unbound alone", () => {
    for (const member of ["pihole", "keepalived", "agent"])
      assert.equal(one(`pi1-${member}-container`).networkMode, "container:pi1-pod-container-id", member);
    const address = (name: string) =>
      (one(name).networksAdvanced as { ipv4Address: string }[] | undefined)?.map((net) => net.ipv4Address);
    assert.deepEqual(address("pi1-pod-container"), ["192.168.8.251"]);
    assert.deepEqual(address("pi1-unbound-container"), ["192.168.8.253"]);
    assert.equal(address("pi1-pihole-container"), undefined);
  });

  it("switches IPv6 off in the pod, unless the host's kernel has none to switch off", async () => {
    const settingsOf = (all: readonly Made[]) =>
      Object.keys(all.find(({ name }) => name === "pi1-pod-container")!.inputs.sysctls as object);
    const ofIpv6 = (name: string) => name.startsWith("net.ipv6.");
    assert.deepEqual(settingsOf(made).filter(ofIpv6), ["net.ipv6.conf.all.disable_ipv6"]);
    const without = settingsOf(await build({}, false, "no IPv6\nprepared"));
    assert.ok(without.length > 0);
    assert.deepEqual(without.filter(ofIpv6), []);
  });

  it("gives pod and Unbound an IPv6 address beside the other if the config has one, and none without", async () => {
    const ofIpv6 = (all: readonly Made[]) => {
      const inputs = (name: string) => all.find((resource) => resource.name === name)!.inputs;
      const at = (name: string) =>
        (inputs(name).networksAdvanced as { ipv6Address?: string }[]).map((net) => net.ipv6Address);
      const { ipv6, ipamConfigs } = inputs("pi1-network-macvlan");
      const sysctls = Object.keys(inputs("pi1-pod-container").sysctls as object);
      return {
        network: [ipv6, (ipamConfigs as { subnet: string }[]).map(({ subnet }) => subnet)],
        pod: at("pi1-pod-container"),
        unbound: at("pi1-unbound-container"),
        observe: all.some(({ name }) => name === "pi1-observe-pod-container")
          ? at("pi1-observe-pod-container")
          : [],
        off: sysctls.filter((name) => name.includes("disable_ipv6")).length,
      };
    };
    assert.deepEqual(ofIpv6(made), {
      network: [undefined, ["192.168.8.0/24"]],
      pod: [undefined],
      unbound: [undefined],
      observe: [],
      off: 1,
    });
    const observed = { ...dualStack, observeOn: "pi1", observeAddress: "192.168.8.247" };
    assert.deepEqual(ofIpv6(await build(observed)), {
      network: [true, ["192.168.8.0/24", "fd00:53::/64"]],
      pod: ["fd00:53::251"],
      unbound: ["fd00:53::253"],
      observe: ["fd00:53::c0a8:8f7"],
      off: 0,
    });
  });

  it("gives each container the rights that are declared for it, and no others", () => {
    const declared = rightsOf(samplePlan());
    for (const [what, rights] of Object.entries(declared)) {
      const container = one(`pi1-${what}-container`);
      for (const [key, value] of Object.entries(hardened(rights)))
        assert.deepEqual(container[key], value, `${what}: ${key}`);
      for (const key of ["privileged", "devices", "groupAdds", "pidMode", "ipcMode", "usernsMode"])
        assert.equal(container[key], undefined, `${what}: ${key}`);
    }
    assert.equal(containers().length, Object.keys(declared).length);
  });

  it("limits no memory if the host's kernel cannot", async () => {
    const without = await build({}, false, "no memory limits\nprepared");
    for (const { type, name, inputs } of without)
      if (type === "docker:index/container:Container")
        assert.deepEqual([inputs.memory, inputs.memorySwap], [undefined, undefined], name);
  });

  it("hands each key to a file that only its reader and root can read, the cluster secret to nothing", () => {
    const derived = [
      deriveKey("a-cluster-secret", "agents' channel"),
      deriveKey("a-cluster-secret", "page sessions"),
    ];
    const keys = derived.map((key) => key.toString("hex"));
    const given = [
      "a-cluster-secret",
      "vrrppass",
      "a-pihole-password",
      "a-page-key-and-certificate",
      "a-topic",
      "a-token",
      "a-heartbeat",
    ];
    const texts = [...given, ...keys];
    const holders = made.filter(({ inputs }) => texts.some((text) => JSON.stringify(inputs).includes(text)));
    assert.deepEqual(
      holders.map(({ name, inputs }) => [name, inputs.path, inputs.mode, inputs.owner]),
      [
        ["pi1-notify-secrets", "/etc/ha-dns/notify/secrets.json", "600", ownUser],
        ["pi1-pihole-password", "/etc/ha-dns/secrets/pihole-password", "600", ownUser],
        ["pi1-agent-page-certificate", "/etc/ha-dns/page/certificate.pem", "600", ownUser],
        ["pi1-agent-channel-key", "/etc/ha-dns/secrets/channel-key", "600", ownUser],
        ["pi1-agent-session-key", "/etc/ha-dns/secrets/session-key", "600", ownUser],
      ],
    );
  });

  it("drains the node before anything of it changes, and ends the drain when it has been seen to answer", () => {
    const order = made.map(({ name }) => name);
    const drain = order.indexOf("pi1-drain");
    // A network that is replaced takes all of its containers with it.
    assert.ok(order.indexOf("pi1-network-macvlan") > drain, "network");
    for (const { name } of containers()) assert.ok(order.indexOf(name) > drain, name);
    for (const file of ["pi1-agent-config", "pi1-keepalived-keepalived.conf", "pi1-unbound-unbound.conf"])
      assert.ok(order.indexOf(file) > drain, file);
    for (const image of ["pod", "pihole", "unbound", "runtime"])
      assert.ok(order.indexOf(`pi1-images-${image}`) < drain, image);
    assert.equal(order.at(-1), "pi1-serving");
    assert.equal(order.at(-2), "pi1-names-reload");
    assert.equal(order.at(-3), "pi1-answers");
  });

  it("takes up records, zones, exceptions and lines for dnsmasq without touching a container or draining", async () => {
    const changed = await build({
      privateDomains: ["home.example"],
      dnssecExceptions: [{ name: "broken.example", until: "9999-12-31" }],
      records: ["nas.home.example 192.168.8.20"],
      forwardZones: [{ zone: "home.arpa", to: ["192.168.8.1"] }],
      dnsmasqLines: ["filter-AAAA"],
    });
    const before = new Map(made.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const differing = changed.filter(({ name, inputs }) => before.get(name) !== JSON.stringify(inputs));
    assert.deepEqual(differing.map(({ name }) => name).sort(), [
      "pi1-names-names.conf",
      "pi1-names-records.zone",
      "pi1-names-reload",
      "pi1-names-servers",
      "pi1-pihole-50-config.conf",
    ]);
  });

  it("takes up a signed zone's records and its next key without touching a container or draining", async () => {
    const zone = { localZone: "home.arpa", records: ["nas.home.arpa 192.168.8.20"] };
    const earlier = await build(zone);
    const later = await build({ ...zone, records: ["nas.home.arpa 192.168.8.21"], dnssecKey: 2 });
    const before = new Map(earlier.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const differing = later.filter(({ name, inputs }) => before.get(name) !== JSON.stringify(inputs));
    assert.deepEqual(differing.map(({ name }) => name).sort(), [
      "pi1-local-zone-anchors",
      "pi1-local-zone-key",
      "pi1-local-zone-zone",
      "pi1-names-reload",
    ]);
  });

  it("hands the key that signs to the agent's own file alone, and the next one's to nothing", async () => {
    const zone = await build({ localZone: "home.arpa" });
    const holders = [1, 2].map((n) => {
      const seed = deriveKey("a-cluster-secret", `local zone home.arpa ${n}`).toString("base64");
      return zone
        .filter(({ inputs }) => JSON.stringify(inputs).includes(seed))
        .map(({ inputs: { path, mode, owner } }) => [path, mode, owner]);
    });
    assert.deepEqual(holders, [[["/etc/ha-dns/local-zone/signing.private", "600", ownUser]], []]);
  });

  it("gives second answers if it is to, and neither drains the node nor touches another container for it", async () => {
    const find = (all: readonly Made[], name: string) => all.find((it) => it.name === name)?.inputs;
    const apart = (all: readonly Made[]) =>
      all.filter(({ name }) => !/-(second|supervision)(-|$)/.test(name)).map(({ name }) => name);
    const asked = await build({ secondAnswer: 100 });
    const { command, networkMode, ...container } = find(asked, "pi1-second-container")!;
    assert.deepEqual(command, ["second", "100", "-84", "5", "8976", "192.168.8.250", "192.168.8.252"]);
    assert.equal(networkMode, "container:pi1-pod-container-id");
    for (const [key, value] of Object.entries(hardened(secondRights)))
      assert.deepEqual(container[key], value, key);
    for (const what of apart(made)) assert.deepEqual(find(asked, what), find(made, what), what);
    assert.deepEqual(apart(asked), apart(made));
    assert.match(
      String(find(asked, "pi1-supervision-file")!.content),
      /keepalived ha-dns-second ha-dns-agent --/,
    );
    assert.equal(find(made, "pi1-second-container"), undefined);
  });

  it("hands the public name's token to the agent's own file alone, and takes another up without a drain", async () => {
    const publicName = { name: "home.example.com", provider: "cloudflare" };
    const earlier = await build({ publicName });
    const later = await build({
      publicName,
      publicAddressSources: ["https://a.example", "https://b.example"],
    });
    const holders = earlier.filter(({ inputs }) => JSON.stringify(inputs).includes("a-provider's-token"));
    assert.deepEqual(
      holders.map(({ inputs: { path, mode, owner } }) => [path, mode, owner]),
      [["/etc/ha-dns/public-name/token", "600", ownUser]],
    );
    const before = new Map(earlier.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const differing = later.filter(({ name, inputs }) => before.get(name) !== JSON.stringify(inputs));
    assert.deepEqual(
      differing.map(({ name }) => name),
      ["pi1-public-name-config"],
    );
  });

  it("serves DHCP only if the config asks for it, with the rights and files that it needs", async () => {
    const served = { dhcp: "pihole", dhcpRange: "192.168.8.30-192.168.8.199", dhcpPool: "" };
    const [without, made] = [await build(), await build(served)];
    const find = (all: readonly Made[], name: string) => all.find((it) => it.name === name)?.inputs;
    const capabilities = (all: typeof made) =>
      JSON.stringify(find(all, "pi1-pihole-container")!.capabilities);
    assert.match(capabilities(made), /CAP_NET_ADMIN.*CAP_NET_RAW/);
    assert.doesNotMatch(capabilities(without), /CAP_NET/);
    for (const name of ["pi1-pihole-container", "pi1-agent-container"]) {
      assert.match(JSON.stringify(find(made, name)!.volumes), /\/var\/lib\/ha-dns\/leases/);
      assert.doesNotMatch(JSON.stringify(find(without, name)!.volumes), /leases/);
    }
    assert.equal(find(made, "pi1-agent-dhcp")!.path, "/etc/ha-dns/pod/dhcp.json");
    assert.equal(find(without, "pi1-agent-dhcp"), undefined);
    assert.notEqual(find(made, "pi1-drain")!.revision, find(without, "pi1-drain")!.revision);
  });

  it("takes up a changed channel for alerts without touching a container or draining", async () => {
    const changed = await build({ notify: [{ name: "phone", kind: "ntfy", least: "critical" }] });
    const before = new Map(made.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
    const differing = changed.filter(({ name, inputs }) => before.get(name) !== JSON.stringify(inputs));
    assert.deepEqual(
      differing.map(({ name }) => name),
      ["pi1-notify-channels"],
    );
  });

  it("has each container made anew, after a drain, if it is not what was deployed", () => {
    const order = made.map(({ name }) => name);
    for (const what of ["unbound", "pod", "pihole", "keepalived", "agent"]) {
      const { record, container } = one(`pi1-${what}-running`);
      assert.equal(container, `ha-dns-${what}`);
      assert.ok(order.indexOf(`pi1-${what}-running`) < order.indexOf("pi1-drain"), what);
      const recorded = one(`pi1-${what}-record`);
      assert.equal(recorded.file, record);
      assert.equal(recorded.containerId, `pi1-${what}-container-id`);
      const labels = one(`pi1-${what}-container`).labels as { label: string; value: string }[];
      assert.equal(labels.find(({ label }) => label === "ha-dns.generation")?.value, "3", what);
      assert.equal(labels.find(({ label }) => /watchtower.enable$/.test(label))?.value, "false", what);
    }
    assert.ok(order.indexOf("pi1-container-names") > order.indexOf("pi1-drain"));
    assert.ok(order.indexOf("pi1-container-names") < order.indexOf("pi1-pod-container"));
  });

  it("compares what each daemon has read with every file that is rendered for it", () => {
    const files = made.filter(({ inputs }) => "content" in inputs).map(({ inputs }) => inputs.path);
    const read = made.flatMap(({ inputs }) => [
      ...((inputs.reads as string[] | undefined) ?? []),
      ...Object.keys((inputs.files as Record<string, string> | undefined) ?? {}),
    ]);
    assert.deepEqual(
      files.filter((file) => !read.includes(file as string)),
      [
        // The agent takes changed channels up while it runs.
        "/etc/ha-dns/notify/notify.json",
        "/etc/ha-dns/notify/secrets.json",
        // The agents take it up, one node after the other.
        "/etc/ha-dns/pod/dnsmasq/50-config.conf",
        // The agent takes a renewed one up while it runs.
        "/etc/ha-dns/page/certificate.pem",
        // A script that runs anew each time.
        "/usr/local/sbin/ha-dns-host-leg",
      ],
    );
  });

  it("is done only with a check that the node answers, after whatever could change how it does", () => {
    const revision = String(one("pi1-answers").revision);
    for (const part of ["unbound", "pihole", "keepalived", "agent"])
      assert.match(revision, new RegExp(`pi1-${part}-container-id`));
  });

  it("hands the private ssh key to no resource: only the path of its file", async () => {
    const all = [...made, ...(await build({}, true))];
    assert.ok(all.some(({ inputs }) => (inputs.target as SshTarget | undefined)?.keyFile === keyFile));
    for (const { name, type, inputs } of all) {
      assert.notEqual(type, "command:remote:Command", name);
      assert.ok(!JSON.stringify(inputs).includes(keyText), name);
    }
  });

  const isData = ({ name }: Made) => /^pi1-data(-|$)/.test(name);
  const isStorage = ({ name }: Made) => name.startsWith("pi1-storage");

  it("neither has nor looks for ZFS where no dataset was ever declared", () => {
    assert.deepEqual(made.filter(isStorage), []);
    assert.deepEqual(made.filter(isData), []);
    assert.deepEqual(
      made.filter(({ inputs }) => /zfs|zpool/.test(JSON.stringify(inputs))),
      [],
    );
  });

  it("makes datasets from the top down, on a pool that is there, and drains nothing for it", async () => {
    const datasets = [
      { name: "tank/data/photos", properties: { recordsize: "1M", atime: false } },
      { name: "tank/data", mountpoint: "/srv/data", properties: { quota: "1G" } },
    ];
    const pool = { name: "tank", file: "/var/lib/tank.zpool", size: "20G" };
    const withData = await build({ datasets, pool }, true);
    const storage = withData.filter(isStorage).map(({ name, inputs }) => [name, inputs] as const);
    assert.deepEqual(
      storage.map(([name]) => name),
      [
        "pi1-storage",
        "pi1-storage-removal",
        "pi1-storage-zfs",
        "pi1-storage-tank",
        "pi1-storage-tank/data",
        "pi1-storage-tank/data/photos",
      ],
    );
    const inputs = Object.fromEntries(storage);
    assert.deepEqual(inputs["pi1-storage-removal"]!.declared, ["tank/data", "tank/data/photos"]);
    assert.equal(inputs["pi1-storage-tank"]!.size, 20 * 2 ** 30);
    assert.deepEqual(inputs["pi1-storage-tank/data"]!.properties, {
      quota: "1073741824",
      mountpoint: "/srv/data",
    });
    assert.deepEqual(inputs["pi1-storage-tank/data/photos"]!.properties, {
      recordsize: "1048576",
      atime: "off",
    });
    const revision = (all: Made[]) => all.find(({ name }) => name === "pi1-drain")!.inputs.revision;
    assert.equal(revision(withData), revision(made));
  });

  it("keeps data on the host, with the image's own Node.js and program, and drains nothing for it", async () => {
    const datasets = [{ name: "tank/data", mountpoint: "/srv/data" }];
    const withData = await build({ datasets, fenceAddress: "192.168.8.249" }, true);
    assert.equal(withData.at(-1)!.name, "pi1-data-departure", "what comes last is deleted first");
    const [component, ...parts] = withData.slice(0, -1).filter(isData);
    assert.equal(component!.type, "hadns:index:DataKeeper");
    const inputs = Object.fromEntries(parts.map((part) => [part.name, part.inputs]));
    assert.deepEqual(Object.keys(inputs).sort(), [
      "pi1-data-command",
      "pi1-data-config",
      "pi1-data-fence",
      "pi1-data-file",
      "pi1-data-program",
      "pi1-data-services",
      "pi1-data-unit",
    ]);
    assert.equal(parts.at(-1)!.name, "pi1-data-unit");
    const program = inputs["pi1-data-program"]!;
    assert.equal(program.image, "sha256:pi1-images-runtime");
    assert.equal(program.folder, "/usr/local/lib/ha-dns");
    assert.deepEqual(program.files, { node: "/opt/ha-dns/node", "data.js": "/opt/ha-dns/data.js" });
    assert.equal(dataConfigSchema.parse(JSON.parse(String(inputs["pi1-data-config"]!.content))).node, "pi1");
    assert.match(String(inputs["pi1-data-fence"]!.delete), /^ip addr del 192\.168\.8\.249\/32 dev eth0 /);
    assert.match(String(inputs["pi1-data-services"]!.delete), /docker stop/);
    for (const what of ["services", "fence"]) assert.equal(inputs[`pi1-data-${what}`]!.create, "true");
    const revision = (all: Made[]) => all.find(({ name }) => name === "pi1-drain")!.inputs.revision;
    assert.equal(revision(withData), revision(made));
    const older = await build({ datasets, maxDataAge: 1800 }, true);
    const unit = (all: Made[]) => all.find(({ name }) => name === "pi1-data-unit")!.inputs.revision;
    assert.notEqual(unit(older), unit(withData));
    assert.equal(revision(older), revision(made));
    assert.equal(
      older.some(({ name }) => name === "pi1-data-fence"),
      false,
    );
  });

  it("keeps an eye on datasets that are gone from the config, without asking for ZFS", async () => {
    const without = await build({}, true);
    assert.deepEqual(without.filter(isData), []);
    assert.deepEqual(
      without.filter(isStorage).map(({ name, inputs }) => [name, inputs.declared]),
      [
        ["pi1-storage", undefined],
        ["pi1-storage-removal", []],
      ],
    );
  });
});
