import assert from "node:assert/strict";
import fc from "fast-check";
import { updateOrder, type Updated } from "../../../../cli/up/order";

const names = (nodes: readonly Updated[]) => updateOrder(nodes).map(({ name }) => name);
const node = (name: string, deployed: boolean, leads = false): Updated => ({ name, deployed, leads });

describe("the order of an up", () => {
  it("is the config's at the first deployment: the founder makes the secrets", () => {
    assert.deepEqual(names([node("a", false), node("b", false)]), ["a", "b"]);
  });

  it("has followers first, the leader after them, and new nodes last", () => {
    assert.deepEqual(names([node("a", true, true), node("b", true), node("c", false)]), ["b", "a", "c"]);
    assert.deepEqual(names([node("a", true), node("b", true, true)]), ["a", "b"]);
  });

  it("holds every node once, and no follower after the leader", () => {
    const one = fc.record({ deployed: fc.boolean(), leads: fc.boolean() });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 9 }), (drawn) => {
        const nodes = drawn.map(({ deployed, leads }, i) => node(`n${i}`, deployed, leads && deployed));
        const order = updateOrder(nodes);
        assert.deepEqual(new Set(order), new Set(nodes));
        assert.equal(order.length, nodes.length);
        if (!nodes[0]!.deployed) return assert.equal(order[0], nodes[0]);
        const firstLeader = order.findIndex(({ leads }) => leads);
        const rest = firstLeader < 0 ? [] : order.slice(firstLeader);
        assert.ok(rest.every(({ leads, deployed }) => leads || !deployed));
      }),
    );
  });
});
