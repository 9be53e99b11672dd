import assert from "node:assert/strict";
import { containers } from "../../../../runtime/contract/names";
import { faultsOf, type Sight } from "../../../../lab/cluster/health";
import { cluster } from "../checks/samples";

const running = Object.fromEntries(Object.values(containers).map((name) => [name, "running"]));
const ready = (role: string) => ({ status: 200, body: JSON.stringify({ ok: true, role }) });
const whole: Sight = {
  owners: ["a"],
  containers: { a: running, b: running },
  dns: { "192.0.2.250": [], "192.0.2.1": [], "192.0.2.2": [] },
  ready: { a: ready("leader"), b: ready("follower") },
};
const faults = (change: Partial<Sight>, failback: "automatic" | "manual" = "automatic") =>
  faultsOf({ ...cluster, failback }, { ...whole, ...change });

describe("health", () => {
  it("finds nothing in a whole cluster", () => {
    assert.deepEqual(faults({}), []);
  });

  it("wants the VIP on one node, the one with the highest priority", () => {
    const roles = { ready: { a: ready("follower"), b: ready("leader") } };
    assert.deepEqual(faults({ owners: ["b"], ...roles }), ["b leads, and a should"]);
    assert.deepEqual(faults({ owners: ["b"], ...roles }, "manual"), []);
    assert.ok(faults({ owners: [] }).includes("the VIP is on no node"));
    assert.ok(faults({ owners: ["a", "b"] }).includes("the VIP is on a and b"));
  });

  it("names containers that do not run, and engines that do not answer", () => {
    const containersNow = { a: { ...running, [containers.pihole]: "exited" }, b: undefined };
    assert.deepEqual(faults({ containers: containersNow }), [
      "b: its Docker engine does not answer",
      `a: container ${containers.pihole} is exited`,
    ]);
    assert.equal(faults({ containers: { a: {}, b: running } }).length, Object.keys(containers).length);
  });

  it("names agents that are silent, not ready, or of another role than the VIP says", () => {
    const agents = (a: Sight["ready"][string]) => faults({ ready: { ...whole.ready, a } });
    assert.deepEqual(agents({ status: 0, body: "refused" }), ["a: its agent does not answer (refused)"]);
    assert.deepEqual(agents({ status: 503, body: "draining\n" }), ["a: its agent is not ready: draining"]);
    assert.deepEqual(agents(ready("follower")), ["a: its agent says it is follower, and it is leader"]);
    assert.deepEqual(agents({ status: 200, body: "hello" }), [
      "a: its agent says it is of no role, and it is leader",
    ]);
  });

  it("names what is wrong with an address's DNS", () => {
    const dns = { ...whole.dns, "192.0.2.2": ["x.example: SERVFAIL"] };
    assert.deepEqual(faults({ dns }), ["DNS at 192.0.2.2: x.example: SERVFAIL"]);
  });
});
