import assert from "node:assert/strict";
import { faultsWithoutAgents } from "../../../../../lab/bench/common-settings/faults-without-agents";
import type { Sight } from "../../../../../lab/cluster/health";
import { containers } from "../../../../../runtime/contract/names";
import { cluster } from "../../checks/samples";

const running = Object.fromEntries(Object.values(containers).map((name) => [name, "running"]));
const whole: Sight = {
  owners: ["a"],
  containers: { a: running, b: running },
  dns: { "192.0.2.250": [] },
  ready: { a: { status: 503, body: "an agent without a say" } },
};

describe("the gate of the common settings", () => {
  it("finds nothing where VIP, DNS and containers are as they should be, whatever the agents say", () => {
    assert.deepEqual(faultsWithoutAgents(cluster, whole), []);
  });

  it("finds a VIP that is not on the first node alone", () => {
    assert.deepEqual(faultsWithoutAgents(cluster, { ...whole, owners: ["b"] }), [
      "the VIP is on b, and not on a alone",
    ]);
    assert.equal(faultsWithoutAgents(cluster, { ...whole, owners: ["a", "b"] }).length, 1);
    assert.equal(faultsWithoutAgents(cluster, { ...whole, owners: [] }).length, 1);
  });

  it("finds DNS that does not answer", () => {
    const sight = { ...whole, dns: { "192.0.2.250": ["x: no answer"] } };
    assert.deepEqual(faultsWithoutAgents(cluster, sight), ["DNS at 192.0.2.250: x: no answer"]);
  });

  it("finds a container that does not run, and an engine that does not answer", () => {
    const stopped = { ...running, [containers.keepalived]: "exited" };
    assert.deepEqual(faultsWithoutAgents(cluster, { ...whole, containers: { a: stopped, b: undefined } }), [
      "b: its Docker engine does not answer",
      `a: container ${containers.keepalived} is exited`,
    ]);
  });
});
