import assert from "node:assert/strict";
import { clusterNow } from "../../../../../../runtime/agent/page/act/cluster-now";
import { actionKinds, actionsOf } from "../../../../../../runtime/agent/page/act/kinds";
import { leading } from "../../sample";
import { nodeNow, twoNodes } from "../steered";

const shown = (cluster: Parameters<typeof actionsOf>[0]): string[] =>
  actionsOf(cluster).map(({ id, node, condition, refused }) =>
    [id, node, condition, refused && "refused"].filter(Boolean).join(" "),
  );

describe("the actions that the page offers", () => {
  it("are about a node, or about the cluster", () => {
    assert.deepEqual(shown(twoNodes), [
      "drain pi1",
      "restore pi1",
      "pause-blocking",
      "drain pi2",
      "failback pi2",
      "restore pi2",
    ]);
  });

  it("stand beside what they answer", () => {
    const refusal = { digest: "abc", words: ["domains 40 of 50"] };
    const [pi1] = twoNodes.nodes;
    const cluster = {
      ...twoNodes,
      nodes: [pi1!, nodeNow("pi2", { refusal })],
      conditions: ["removal-waits/pi2", "no-spare"],
      channels: 1,
    };
    const all = shown(cluster);
    assert.ok(all.includes("accept-removal pi2 removal-waits/pi2"));
    assert.ok(all.includes("mute removal-waits/pi2"));
    assert.ok(all.includes("mute no-spare"));
    assert.ok(all.includes("test-message"));
  });

  it("say why not, if a node that is to be drained is the last one", () => {
    const [pi1, pi2] = twoNodes.nodes;
    const cluster = {
      ...twoNodes,
      nodes: [pi1!, { ...pi2!, ready: false, drainedBy: ["hand", "settings"] as const }],
    };
    const all = shown(cluster);
    assert.ok(all.includes("drain pi1 refused"));
    assert.ok(all.includes("undrain pi2"));
    assert.ok(!all.includes("drain pi2"));
  });

  it("have words for each node, and an address of letters", () => {
    for (const kind of actionKinds)
      for (const node of twoNodes.nodes) {
        assert.match(kind.id, /^[a-z-]+$/);
        assert.notEqual(kind.label(node.name), "");
        assert.match(kind.says(node, twoNodes), /\.$/);
      }
  });

  it("come of what the agent knows", () => {
    const cluster = clusterNow(leading);
    assert.deepEqual(
      cluster.nodes.map(({ name, leads, state }) => [name, leads, state]),
      [
        ["pi1", true, "leading"],
        ["pi2", false, "silent"],
      ],
    );
    assert.ok(actionsOf(cluster).some(({ refused }) => /pi2 is silent: not asked yet/.test(refused)));
  });
});
