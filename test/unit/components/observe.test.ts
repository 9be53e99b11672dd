import assert from "node:assert/strict";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { DnsNode } from "../../../components/dns-node";
import { imageSources } from "../../../components/images/image-names";
import { observeRights } from "../../../components/observe-rights";
import type { ServiceSecrets } from "../../../components/config/keys";
import { ownUser } from "../../../runtime/contract/names";
import { samplePlan } from "./sample-plan";

const root = path.join(__dirname, "../../..");
const webhook = "https://hooks.example/a-secret-path";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** Every resource that the node registers, in order, with its inputs. */
async function build(changes: Parameters<typeof samplePlan>[0]): Promise<readonly Made[]> {
  const made: Made[] = [];
  await pulumi.runtime.setMocks(
    {
      call: () => ({}),
      newResource: ({ type, name, inputs }) => {
        made.push({ type, name, inputs: inputs as Record<string, unknown> });
        const state = { ...inputs, stdout: "prepared", imageId: `sha256:${name}`, copied: {}, generation: 3 };
        return { id: `${name}-id`, state };
      },
    },
    "ha-dns",
    "pi1",
  );
  pulumi.runtime.setAllConfig({ "ha-dns:observeWebhook": webhook }, ["ha-dns:observeWebhook"]);
  const images = { runtimeImage: "registry.example/runtime:1", unboundImage: "registry.example/unbound:1" };
  const plan = samplePlan({ ...images, ...changes });
  const secrets = {
    clusterSecret: pulumi.secret("a-cluster-secret"),
    vrrpPassword: pulumi.secret("vrrppass"),
    piholePassword: pulumi.secret("a-pihole-password"),
    serviceSecrets: pulumi.secret<ServiceSecrets>({}),
  };
  const keyFile = path.join(root, "package.json");
  const target = {
    host: "192.168.8.11",
    port: 22,
    user: "root",
    keyFile,
    knownHostsFile: "/k",
    hostKeys: ["ssh-ed25519 AAAA"],
  };
  const peers = [{ name: "pi2", host: "192.168.8.12", hostKeys: ["ssh-ed25519 BBBB"] }];
  new DnsNode("pi1", {
    plan,
    ssh: target,
    peers,
    secrets,
    sources: imageSources(plan, root),
    root,
    storage: false,
  });
  await pulumi.runtime.disconnect();
  return made;
}

const observing = { observeOn: "pi1", observeAddress: "192.168.8.247" };

describe("Observe", function () {
  this.timeout(30_000);
  let made: readonly Made[];
  before(async () => {
    made = await build(observing);
  });
  const isOfObserve = ({ name }: Made): boolean => name.startsWith("pi1-observe");
  const one = (name: string) => made.find((resource) => resource.name === `pi1-observe-${name}`)!.inputs;

  it("is there on its node alone", async () => {
    assert.ok(made.some(isOfObserve));
    assert.deepEqual((await build({ ...observing, observeOn: "pi2" })).filter(isOfObserve), []);
    assert.deepEqual((await build({})).filter(isOfObserve), []);
  });

  it("changes nothing of what answers DNS, and comes after it", async () => {
    const rest = (all: readonly Made[]) =>
      all.filter((it) => !isOfObserve(it)).sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(rest(made), rest(await build({})));
    const order = made.map(({ name }) => name);
    assert.ok(order.indexOf("pi1-serving") < order.findIndex((name) => name.startsWith("pi1-observe-")));
  });

  it("gives the pod its own address, and the containers its namespace", () => {
    assert.deepEqual(one("pod-container").networksAdvanced, [
      { name: "dns_net", ipv4Address: "192.168.8.247" },
    ]);
    for (const name of ["prometheus", "alertmanager", "grafana"])
      assert.equal(one(`${name}-container`).networkMode, "container:pi1-observe-pod-container-id");
  });

  it("asks the nodes themselves for names: a message that the VIP is gone needs them as well", () => {
    assert.deepEqual(one("pod-container").dns, ["192.168.8.251", "192.168.8.252", "192.168.8.1"]);
  });

  it("bounds and hardens each, and lets DNS come first", () => {
    for (const name of ["pod", "prometheus", "alertmanager", "grafana"] as const) {
      const container = one(`${name}-container`);
      assert.equal(container.user, `${ownUser}:${ownUser}`, name);
      assert.equal(container.readOnly, true, name);
      assert.deepEqual(container.capabilities, { drops: ["ALL"] }, name);
      assert.equal(container.memory, observeRights[name].memory, name);
      assert.equal(container.cpuShares, 256, name);
      assert.ok(observeRights[name].oomScoreAdj >= 500, name);
    }
  });

  it("bounds Prometheus' disk, and keeps Alertmanager off the LAN", () => {
    const command = (name: string) => one(`${name}-container`).command as string[];
    assert.ok(command("prometheus").includes("--storage.tsdb.retention.size=512MB"));
    assert.ok(command("alertmanager").includes("--web.listen-address=127.0.0.1:9093"));
  });

  it("gives each container its own folder alone, and its secrets by files of its user", () => {
    for (const name of ["prometheus", "alertmanager", "grafana"]) {
      const mounts = (one(`${name}-container`).volumes as { hostPath: string }[]).map(
        ({ hostPath }) => hostPath,
      );
      assert.deepEqual(mounts, [`/etc/ha-dns/observe/${name}`, `/var/lib/ha-dns/observe/${name}`]);
    }
    for (const name of ["alertmanager-webhook-url", "grafana-admin-password"]) {
      const { mode, owner } = one(name);
      assert.deepEqual([mode, owner], ["600", ownUser]);
    }
  });

  it("has a secret in no container, label or other file", () => {
    const others = made.filter(({ name }) => name !== "pi1-observe-alertmanager-webhook-url");
    assert.ok(!JSON.stringify(others).includes("a-secret-path"));
    const containers = JSON.stringify(made.filter(({ type }) => type === "docker:index/container:Container"));
    for (const secret of ["a-cluster-secret", "a-pihole-password"]) assert.ok(!containers.includes(secret));
  });

  it("has Grafana itself read its password, so that no process has it in its environment", () => {
    const env = one("grafana-container").envs as string[];
    assert.ok(env.includes("GF_SECURITY_ADMIN_PASSWORD=$__file{/etc/ha-dns/observe/admin-password}"));
    assert.deepEqual(
      env.filter((line) => /__FILE=/.test(line)),
      [],
    );
  });

  it("leaves Grafana out if nobody wants it", async () => {
    const without = await build({ ...observing, grafanaImage: "none" });
    assert.ok(!without.some(({ name }) => name.startsWith("pi1-observe-grafana")));
    const unit = without.find(({ name }) => name === "pi1-observe-file")!;
    assert.match(unit.inputs.content as string, / ha-dns-observe ha-dns-prometheus ha-dns-alertmanager$/m);
  });
});
