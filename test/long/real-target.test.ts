import assert from "node:assert/strict";
import { installPrograms } from "../../lab/load/programs";
import { look } from "../../lab/cluster/health";
import { realCluster } from "../../lab/cluster/real-cluster";
import type { DrillReport } from "../../lab/report";
import { run } from "../../lab/shell";
import { allReady, deployedLab, root } from "../lab/support";

const command = ["lab/main.ts", "drill", "--fault", "planned", "--target", "real"];

/** To a machine that stands in its LAN the lab is a cluster like any other: config files, ssh, one address. */
describe("a drill on the real cluster", function () {
  before(async () => allReady(await deployedLab()));

  it("does nothing where nobody can be asked", async () => {
    const result = await run("tsx", command, { cwd: root });
    assert.equal(result.code, 2, result.stderr);
    assert.match(result.stderr, /drained.*[^]*say --yes/);
    assert.equal(result.stdout, "");
  });

  it("hands over and back over ssh, judged by a stream from this machine, without a lost query", async () => {
    const result = await run("tsx", [...command, "--yes", "--json"], { cwd: root });
    assert.equal(result.code, 0, result.stderr);
    const report = JSON.parse(result.stdout) as DrillReport;
    assert.equal(report.stopped, null);
    assert.equal(report.runs.length, 1);
    const [{ sent, lost, wrong, leaderBefore, leaderAfter }] = report.runs as [(typeof report.runs)[0]];
    assert.ok(sent > 300, `${sent} queries`);
    assert.deepEqual([lost, wrong], [0, 0]);
    assert.notEqual(leaderAfter, leaderBefore);
  });

  it("sees a wrong answer for what it is: the check can fail", async () => {
    const { cluster } = realCluster(root, process.env.HA_DNS_SITE);
    const asks = { ...cluster.asks!, below: { name: "invalid", address: "192.0.2.1" } };
    const programs = await installPrograms({ ...cluster, asks });
    const sight = await look(cluster, programs, () => [cluster.nodes[0]!.name], "check");
    assert.match(sight.dns[cluster.vip]?.join() ?? "", /NXDOMAIN/);
  });
});
