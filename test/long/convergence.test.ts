import assert from "node:assert/strict";
import { changed, up } from "../../lab/deploy/pulumi";
import { cachedNames } from "../../lab/images/internet/facts";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inClient } from "../../lab/cluster/client-machine";
import { inMachine, cutPower, bootMachine } from "../../lab/cluster/machine";
import { agentExec, containers, unboundPort } from "../../runtime/contract/names";
import { lossless } from "../lab/watch";
import { allReady, awaitLeader, mustInNode, preview, settledLab } from "../lab/support";

describe("a node after something else changed it", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let node: LabNode;
  before(async () => ({ lab, leader, follower: node } = await settledLab()));

  /** What the node's own Unbound says; Pi-hole asks the peers' as well. */
  const unboundSays = async (name: string): Promise<string> => {
    const dig = [
      "dig",
      "+short",
      "+time=2",
      "+tries=1",
      "-p",
      String(unboundPort),
      `@${node.unbound}`,
      name,
      "A",
    ];
    return (await inClient(dig)).stdout.trim();
  };
  const steps = async () => (await preview(lab, node)).changed;

  it("runs what the file says after an up, also if a daemon has read a hand's edit", async () => {
    const file = "/etc/ha-dns/unbound/unbound.conf";
    const planted = String.raw`sed -i '/^server:/a local-data: "planted.example. A 203.0.113.99"' ${file}`;
    await mustInNode(node, "sh", "-c", planted);
    await mustInNode(node, "docker", "restart", containers.unbound);
    await until("the edit works", 20_000, async () =>
      (await unboundSays("planted.example")) === "203.0.113.99" ? true : undefined,
    );
    const shown = await steps();
    for (const step of [
      "update NODE-unbound-unbound.conf",
      "update NODE-unbound-running",
      "update NODE-drain",
    ])
      assert.ok(shown.includes(step.replace("NODE", node.name)), `${step} in ${shown.join()}`);
    assert.ok(!shown.some((step) => step.includes("pihole-container")), shown.join());
    await lossless(lab, 200, async () => void (await up(lab, node.name)));
    assert.equal(await unboundSays("planted.example"), "");
    assert.equal(changed((await up(lab, node.name)).changes), 0);
  });

  it("runs what the file says after an up, if the file was put right by hand, and the daemon not", async () => {
    const file = "/etc/ha-dns/pod/keepalived.conf";
    await mustInNode(node, "cp", "--preserve", file, "/tmp/right");
    await mustInNode(node, "sh", "-c", `sed -i 's/priority [0-9]*/priority 3/' ${file}`);
    await mustInNode(node, "docker", "restart", containers.keepalived);
    await mustInNode(node, "sh", "-c", `cp --preserve /tmp/right ${file}.new && mv ${file}.new ${file}`);
    const before = await idOf(containers.keepalived);
    assert.ok((await steps()).includes(`update ${node.name}-keepalived-running`));
    await up(lab, node.name);
    assert.notEqual(await idOf(containers.keepalived), before);
    assert.equal(changed((await up(lab, node.name)).changes), 0);
  });

  const idOf = async (name: string) =>
    (await mustInNode(node, "docker", "inspect", "--format", "{{.Id}}", name)).trim();

  /** As an auto-updater does: another container of the same name and image. */
  async function remake(name: string, ...options: readonly string[]): Promise<void> {
    const image = await mustInNode(node, "docker", "inspect", "--format", "{{.Image}}", name);
    await mustInNode(node, "docker", "rm", "--force", name);
    const made = ["docker", "run", "--detach", "--init", "--name", name, ...options];
    await mustInNode(node, ...made, "--entrypoint", "sleep", image.trim(), "infinity");
  }

  it("heals by itself if something else made its pod again, and is as deployed after an up", async () => {
    await remake(containers.pod, "--network", "dns_net", "--ip", node.pod);
    await until("it answers again", 150_000, async () =>
      (await inMachine(node, [...agentExec(), "check"])).code === 0 ? true : undefined,
    );
    await remake(containers.keepalived, "--network", `container:${containers.pod}`);
    const shown = await steps();
    for (const what of ["pod", "pihole", "keepalived", "agent"])
      assert.ok(shown.includes(`update ${node.name}-${what}-running`), shown.join());
    assert.ok(!shown.includes(`update ${node.name}-unbound-running`), shown.join());
    await lossless(lab, 200, async () => void (await up(lab, node.name)));
    await allReady(lab);
    assert.equal(changed((await up(lab, node.name)).changes), 0);
  });

  it("is put right by an up if its containers are gone", async () => {
    await mustInNode(node, "docker", "rm", "--force", containers.pod, containers.unbound);
    await up(lab, node.name);
    await allReady(lab);
    assert.equal(changed((await up(lab, node.name)).changes), 0);
  });

  describe("has a host of its own that", () => {
    const [known] = cachedNames;
    const resolving = `printf 'nameserver %s\\noptions timeout:1 attempts:1\\n' "$1" >/etc/resolv.conf; getent ahostsv4 "$2"`;

    const resolves = async (at: LabNode): Promise<void> => {
      const from = Date.now();
      const { stdout } = await inMachine(at, ["sh", "-c", resolving, "sh", lab.vip, known!.name]);
      assert.match(stdout, new RegExp(`^${known!.address} `), `${at.name}: ${stdout}`);
      assert.ok(Date.now() - from < 1000, `${at.name}: ${Date.now() - from} ms`);
    };
    const everywhere = async () => {
      for (const each of lab.nodes) await resolves(each);
    };
    const files = new Map<string, string>();
    before(async () => {
      for (const each of lab.nodes) files.set(each.name, await mustInNode(each, "cat", "/etc/resolv.conf"));
    });
    after(async () => {
      for (const each of lab.nodes)
        await inMachine(each, ["sh", "-c", "cat >/etc/resolv.conf"], files.get(each.name));
    });

    it("resolves by the VIP, whoever leads, and after a boot", async () => {
      await everywhere();
      await cutPower(leader);
      await awaitLeader(node);
      await resolves(node);
      await bootMachine(lab, leader);
      await allReady(lab);
      await everywhere();
      await awaitLeader(leader);
      await everywhere();
    });

    it("says nothing of that on the LAN", async () => {
      const leg = await mustInNode(leader, "cat", "/sys/class/net/veth-ha-dns/address");
      for (const each of lab.nodes) {
        const known = await mustInNode(each, "ip", "neigh", "show", "dev", "eth0");
        assert.ok(!known.includes(leg.trim()), known);
      }
    });
  });
});
