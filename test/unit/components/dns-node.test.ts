import assert from "node:assert/strict";
import { deriveKey } from "../../../components/derived-keys";
import { hardened } from "../../../components/hardened";
import { rightsOf } from "../../../components/rights";
import { ownUser } from "../../../runtime/contract/names";
import type { SshTarget } from "../../../providers/ssh/target";
import { buildNode, keyFile, keyText, type Made } from "./build-node";
import { dualStack, samplePlan } from "./sample-plan";

describe("DnsNode", function () {
  this.timeout(30_000);
  let made: Made[];
  before(async () => {
    made = await buildNode();
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
    const without = settingsOf(await buildNode({}, false, "no IPv6\nprepared"));
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
    assert.deepEqual(ofIpv6(await buildNode(observed)), {
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
    const without = await buildNode({}, false, "no memory limits\nprepared");
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
    const all = [...made, ...(await buildNode({}, true))];
    assert.ok(all.some(({ inputs }) => (inputs.target as SshTarget | undefined)?.keyFile === keyFile));
    for (const { name, type, inputs } of all) {
      assert.notEqual(type, "command:remote:Command", name);
      assert.ok(!JSON.stringify(inputs).includes(keyText), name);
    }
  });
});
