import assert from "node:assert/strict";
import { pulumi, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { inMachine, cutPower, bootMachine } from "../../lab/cluster/machine";
import { containers } from "../../runtime/contract/names";
import { lossless } from "../lab/watch";
import { allReady, awaitLeader, mustInNode, nothingToDo, settledLab } from "../lab/support";

describe("destroying a node", function () {
  let lab: LabSettings;
  let leader: LabNode;
  let other: LabNode;
  before(async () => ({ lab, leader, follower: other } = await settledLab()));

  const destroy = (node: LabNode) => pulumi(lab, ["destroy", "--yes", "--skip-preview", "-s", node.name]);

  it("fails at once where the host is away, with the command that forgets it", async () => {
    await cutPower(other);
    const from = Date.now();
    const result = await destroy(other);
    await bootMachine(lab, other);
    assert.notEqual(result.code, 0);
    assert.match(result.stdout, /no ssh connection to \S+/);
    assert.match(result.stdout, /pulumi stack rm --force --preserve-config/);
    assert.ok(Date.now() - from < 60_000, `it took ${Date.now() - from} ms`);
    await allReady(lab);
  });

  it("works where half of it is gone already, keeps Pi-hole's data and says where", async () => {
    await mustInNode(other, "sh", "-c", "echo kept > /var/lib/ha-dns/pihole/kept");
    await mustInNode(other, "systemctl", "stop", "ha-dns");
    await mustInNode(other, "docker", "rm", "--force", containers.agent, containers.unbound);
    await mustInNode(other, "rm", "-rf", "/etc/ha-dns", "/etc/systemd/system/ha-dns.service");
    const result = await destroy(other);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /stay on \S+ in \/var\/lib\/ha-dns/);
    assert.equal(await mustInNode(other, "cat", "/var/lib/ha-dns/pihole/kept"), "kept\n");
    const left = await mustInNode(other, "sh", "-c", "docker ps -aq; docker network ls -qf name=dns_net");
    assert.equal(left, "");
    assert.notEqual((await inMachine(other, ["test", "-e", "/etc/ha-dns"])).code, 0);
    await up(lab, other.name);
    await allReady(lab);
  });

  it("of the leader hands the VIP over first, without a lost query", async () => {
    await awaitLeader(leader);
    await lossless(lab, 200, async () => {
      const result = await destroy(leader);
      assert.equal(result.code, 0, result.stdout + result.stderr);
      await awaitLeader(other);
      await up(lab, leader.name);
      await allReady(lab);
      await awaitLeader(leader);
    });
    for (const { name } of lab.nodes) await up(lab, name);
    await nothingToDo(lab);
  });
});
