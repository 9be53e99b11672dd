import assert from "node:assert/strict";
import fc from "fast-check";
import { faults } from "../../../../../lab/faults";
import { planHistory, type Step } from "../../../../../lab/scenarios/random/plan-history";
import { isBearable, isClusterWide, type Strike } from "../../../../../lab/scenarios/random/strike";

const seeds = fc.integer({ min: 0, max: 0xffffffff });
const sizes = fc.integer({ min: 1, max: 80 });
const clusters = fc.integer({ min: 2, max: 4 });
const plans = fc.tuple(seeds, sizes, clusters);

/** Walks a plan, and gives `see` the strikes that last at each step. */
function walk(
  plan: readonly Step[],
  see: (lasting: readonly Strike[], step: Step) => void,
): readonly Strike[] {
  let lasting: readonly Strike[] = [];
  for (const step of plan) {
    see(lasting, step);
    lasting =
      step.action === "inject"
        ? [...lasting, step.strike]
        : lasting.filter((strike) => strike !== step.strike);
  }
  return lasting;
}

describe("random plan", () => {
  it("is decided by its seed", () => {
    fc.assert(
      fc.property(plans, ([seed, steps, nodes]) => {
        assert.deepEqual(planHistory(seed, steps, nodes, faults), planHistory(seed, steps, nodes, faults));
      }),
    );
    assert.notDeepEqual(planHistory(1, 50, 2, faults), planHistory(2, 50, 2, faults));
  });

  it("has the steps that were asked for, and ends each fault that it makes, but for one where they are odd", () => {
    fc.assert(
      fc.property(plans, ([seed, steps, nodes]) => {
        const plan = planHistory(seed, steps, nodes, faults);
        assert.equal(plan.length, steps);
        assert.equal(walk(plan, () => undefined).length, steps % 2);
      }),
    );
  });

  it("ends only what lasts, and makes only what the cluster can bear", () => {
    fc.assert(
      fc.property(plans, ([seed, steps, nodes]) => {
        walk(planHistory(seed, steps, nodes, faults), (lasting, { action, strike }) => {
          assert.ok(strike.node >= 0 && strike.node < nodes);
          if (action === "end") assert.ok(lasting.includes(strike));
          else assert.ok(isBearable(lasting, strike, nodes));
        });
      }),
    );
  });

  it("never leaves a cluster without a node that can lead", () => {
    fc.assert(
      fc.property(plans, ([seed, steps, nodes]) => {
        walk(planHistory(seed, steps, nodes, faults), (lasting) => {
          const out = new Set(lasting.filter(({ fault }) => fault.effect === "out").map(({ node }) => node));
          assert.ok(out.size < nodes);
        });
      }),
    );
  });

  it("comes to every fault, and to two at once", () => {
    const seen = new Set<string>();
    let most = 0;
    for (let seed = 0; seed < 20; seed++)
      walk(planHistory(seed, 50, 2, faults), (lasting, { strike }) => {
        seen.add(strike.fault.name);
        most = Math.max(most, lasting.length);
      });
    assert.deepEqual([...seen].sort(), faults.map(({ name }) => name).sort());
    assert.equal(most, 2);
  });
});

describe("strikes that a cluster can bear", () => {
  const strike = (name: string, node: number): Strike => {
    const fault = faults.find((each) => each.name === name);
    assert.ok(fault, name);
    return { fault, node };
  };
  const bears = (nodes: number, ...strikes: readonly (readonly [string, number])[]) => {
    const all = strikes.map(([name, node]) => strike(name, node));
    return isBearable(all.slice(0, -1), all.at(-1)!, nodes);
  };

  it("leave one node that can lead", () => {
    assert.equal(bears(2, ["power-off", 0]), true);
    assert.equal(bears(2, ["power-off", 0], ["cable-out", 1]), false);
    assert.equal(bears(3, ["power-off", 0], ["cable-out", 1]), true);
    assert.equal(bears(2, ["power-off", 0], ["agent-hang", 1]), true);
  });

  it("leave it an Unbound that answers", () => {
    assert.equal(bears(2, ["unbound-dead", 0], ["power-off", 1]), false);
    assert.equal(bears(2, ["power-off", 1], ["unbound-dead", 0]), false);
    assert.equal(bears(3, ["unbound-dead", 0], ["power-off", 1]), true);
    assert.equal(bears(2, ["full-partition", 0], ["unbound-dead", 0]), false);
  });

  it("hand nothing over while the nodes do not hear each other", () => {
    assert.equal(bears(2, ["full-partition", 0], ["planned", 1]), false);
    assert.equal(bears(2, ["planned", 1], ["one-way-partition", 0]), false);
    assert.equal(bears(2, ["agent-hang", 0], ["planned", 1]), true);
  });

  it("are one at a node, and one at what all share", () => {
    assert.equal(bears(3, ["agent-hang", 0], ["pihole-hang", 0]), false);
    assert.equal(bears(3, ["full-partition", 0], ["pihole-hang", 0]), true);
    assert.equal(bears(3, ["full-partition", 0], ["one-way-partition", 1]), false);
  });

  it("cost no cache while there is no internet", () => {
    assert.equal(bears(3, ["provider-down", 0], ["power-off", 1]), false);
    assert.equal(bears(3, ["provider-down", 0], ["unbound-dead", 1]), false);
    assert.equal(bears(3, ["provider-down", 0], ["agent-kill", 1]), true);
  });

  it("know which fault is at no single node", () => {
    assert.equal(isClusterWide(strike("provider-down", 0)), true);
    assert.equal(isClusterWide(strike("one-way-partition", 0)), false);
  });
});
