import assert from "node:assert/strict";
import { changed, up } from "../../lab/deploy/pulumi";
import type { LabNode, LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { containers, networkName, podMembers } from "../../runtime/contract/names";
import { allReady, mustInNode, preview, settledLab } from "../lab/support";

describe("a node heals", function () {
  let lab: LabSettings;
  let node: LabNode;
  before(async () => {
    ({ lab, follower: node } = await settledLab());
  });

  it("from a Pi-hole that hangs, by itself", async () => {
    const started = () =>
      mustInNode(node, "docker", "inspect", "-f", "{{.State.StartedAt}}", containers.pihole);
    const before = await started();
    // The keeper has to have seen it answer, which it looks at every 10 s.
    await until("the keeper has looked", 30_000, async () => Date.now() - Date.parse(before.trim()) > 12_000);
    await mustInNode(node, "sh", "-c", `kill -STOP $(docker top ${containers.pihole} -eo pid | tail -n +2)`);
    await until("it was started anew", 70_000, async () => (await started()) !== before);
    await allReady(lab);
  });

  it("from the loss of its network with all that was on it, by refresh and up", async () => {
    const members = [...podMembers, containers.pod, containers.unbound];
    await mustInNode(node, "systemctl", "stop", "ha-dns.service");
    await mustInNode(node, "docker", "rm", "-f", ...members);
    await mustInNode(node, "docker", "network", "rm", networkName);
    const { changed: seen } = await preview(lab, node, true);
    for (const what of ["network-macvlan", "pod-container", "pihole-container", "unbound-container"])
      assert.ok(seen.includes(`create ${node.name}-${what}`), `${what} in ${seen.join()}`);
    await up(lab, node.name, ["--refresh"]);
    await allReady(lab);
    assert.equal(changed((await up(lab, node.name)).changes), 0);
  });
});
