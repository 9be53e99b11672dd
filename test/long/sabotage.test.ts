import assert from "node:assert/strict";
import { expectedLeader, labCluster } from "../../lab/cluster/cluster";
import { faults } from "../../lab/faults";
import { holds, type DnsRule } from "../../lab/checks/dns-rules";
import { type DueStep, drillHistory } from "../../lab/scenarios/random/random-faults";
import { sabotaged, sabotages } from "../../lab/faults/sabotage";
import { allReady, deployedLab, root } from "../lab/support";

/** The checker of random histories is of no use where it finds nothing in a cluster that does not do its work. */
describe("a history on a sabotaged cluster", function () {
  before(deployedLab);
  afterEach(async () => allReady(await deployedLab()));

  /** The fault at the leader, for as long as its end takes to be due. */
  function directed(name: string, lastsMs: number): DueStep[] {
    const cluster = labCluster(root);
    const fault = faults.find((candidate) => candidate.name === name);
    assert.ok(fault, name);
    const node = cluster.nodes.findIndex((each) => each.name === expectedLeader(cluster));
    const strike = { fault, node };
    return [
      { action: "inject", strike, pauseMs: 500 },
      { action: "end", strike, pauseMs: lastsMs },
    ];
  }

  async function broken(sabotage: string, fault: string, lastsMs: number): Promise<DnsRule[]> {
    const cluster = labCluster(root);
    const found = sabotages.find(({ name }) => name === sabotage);
    assert.ok(found, sabotage);
    const options = { qps: 300, fitMs: 10_000 };
    const work = () => drillHistory(cluster, directed(fault, lastsMs), options, () => undefined);
    const report = await sabotaged(cluster, found, work);
    assert.equal(report.stopped, null);
    assert.equal(holds(report), false);
    return report.violations.map(({ rule }) => rule);
  }

  it("is red where keepalived does not look at the node's health", async () => {
    const rules = await broken("no-health-gate", "pihole-hang", 4_000);
    assert.ok(rules.includes("answered while a node is healthy"), rules.join());
  });

  it("is red where the unit starts nothing", async () => {
    const rules = await broken("idle-unit", "pihole-crash", 1_000);
    assert.ok(rules.includes("nodes get over their faults"), rules.join());
  });
});
