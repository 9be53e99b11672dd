import assert from "node:assert/strict";
import fc from "fast-check";
import { vrrpPriorities } from "../../../../components/config/vrrp-priority";
import { lowestClaim } from "../../../../runtime/contract/agent-config";

describe("the VRRP priorities", () => {
  const clusters = fc
    .uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 1, maxLength: 9 })
    .map((priorities) => priorities.sort((a, b) => b - a).map((priority) => ({ priority })));

  it("of two nodes begin at the highest there is", () => {
    const nodes = [{ priority: 120 }, { priority: 100 }];
    assert.deepEqual(
      nodes.map((node) => vrrpPriorities(node, nodes)),
      [
        { own: 254, standbyClaim: -84, syncingClaim: -168, drainClaim: -253 },
        { own: 212, standbyClaim: -84, syncingClaim: -168, drainClaim: -211 },
      ],
    );
  });

  it("put whoever stands by below every leader, and whoever syncs below that, in the order of the nodes", () => {
    fc.assert(
      fc.property(clusters, (nodes) => {
        const all = nodes.map((node) => vrrpPriorities(node, nodes));
        const tiers = [
          ...all.map(({ own }) => own),
          ...all.map(({ own, standbyClaim }) => own + standbyClaim),
          ...all.map(({ own, syncingClaim }) => own + syncingClaim),
        ];
        assert.ok(tiers.every((priority, i) => i === 0 || priority < tiers[i - 1]!));
        assert.ok(tiers.at(-1)! > 1, "a node that drains is below all others");
        assert.ok(all.every(({ own, drainClaim }) => own + drainClaim === 1 && drainClaim >= lowestClaim));
      }),
    );
  });

  it("keep whoever stands by below every leader also while nodes are added one by one", () => {
    fc.assert(
      fc.property(clusters, fc.integer({ min: 1, max: 254 }), (nodes, priority) => {
        fc.pre(nodes.every((node) => node.priority !== priority));
        const after = [...nodes, { priority }];
        const leaders = [
          ...nodes.map((node) => [node, nodes] as const),
          ...after.map((node) => [node, after] as const),
        ];
        const lowestOwn = Math.min(...leaders.map(([node, all]) => vrrpPriorities(node, all).own));
        const highestStandby = Math.max(
          ...leaders.map(([node, all]) => {
            const { own, standbyClaim } = vrrpPriorities(node, all);
            return own + standbyClaim;
          }),
        );
        assert.ok(highestStandby < lowestOwn);
      }),
    );
  });

  it("have no place for more nodes than there are priorities", () => {
    const nodes = Array.from({ length: 85 }, (_, priority) => ({ priority }));
    assert.throws(() => vrrpPriorities(nodes[0]!, nodes), /no rank among 85 nodes/);
  });
});
