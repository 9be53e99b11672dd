import assert from "node:assert/strict";
import { changed, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { containers } from "../../runtime/contract/names";
import { allReady, deployedLab, mustInNode, preview } from "./support";

describe("what is changed by hand on a node", function () {
  let lab: LabSettings;
  let node: LabNode;
  before(async () => {
    lab = await deployedLab();
    node = lab.nodes[1]!;
  });

  it("is seen by refresh, and fixed by the next up, exactly that", async () => {
    await mustInNode(node, "sh", "-c", "echo '# planted' >> /etc/ha-dns/unbound/unbound.conf");
    await mustInNode(node, "chmod", "666", "/etc/ha-dns/pod/agent.json");
    await mustInNode(node, "rm", "/etc/ha-dns/secrets/pihole-password");
    await mustInNode(node, "systemctl", "disable", "--now", "ha-dns.service");
    await mustInNode(node, "docker", "rm", "-f", containers.agent);
    await mustInNode(node, "docker", "stop", containers.unbound);

    const seen = (await preview(lab, node, true)).changed;
    assert.deepEqual(seen, [
      `create ${node.name}-agent-container`,
      `create ${node.name}-pihole-password`,
      // Pi-hole runs, and may have read another password than the one that was deployed.
      `replace ${node.name}-pihole-container`,
      `update ${node.name}-agent-config`,
      `update ${node.name}-agent-record`,
      `update ${node.name}-answers`,
      `update ${node.name}-container-names`,
      `update ${node.name}-drain`,
      // An Unbound that is stopped has loaded nothing.
      `update ${node.name}-names-reload`,
      `update ${node.name}-pihole-record`,
      `update ${node.name}-pihole-running`,
      `update ${node.name}-serving`,
      `update ${node.name}-supervision-unit`,
      `update ${node.name}-unbound-container`,
      `update ${node.name}-unbound-unbound.conf`,
    ]);

    await up(lab, node.name, ["--refresh"]);
    assert.equal(
      (
        await mustInNode(node, "grep", "-c", "planted", "/etc/ha-dns/unbound/unbound.conf").catch(() => "0")
      ).trim(),
      "0",
    );
    assert.equal((await mustInNode(node, "stat", "-c", "%a", "/etc/ha-dns/pod/agent.json")).trim(), "644");
    assert.equal(
      (await mustInNode(node, "stat", "-c", "%a", "/etc/ha-dns/secrets/pihole-password")).trim(),
      "600",
    );
    assert.equal((await mustInNode(node, "systemctl", "is-active", "ha-dns.service")).trim(), "active");
    assert.equal(changed((await up(lab, node.name)).changes), 0);
    await allReady(lab);
  });
});
