import assert from "node:assert/strict";
import type { AgentStatus } from "../../../../components/peers/ask-agents";
import { isHealthy, statusText, type NodeLine } from "../../../../cli/node/cluster-status";

const status = (role: string, more: Partial<AgentStatus> = {}): AgentStatus => ({
  ready: true,
  state: role === "leader" ? "leading" : "standing-by",
  reason: "",
  role,
  drainedBy: null,
  images: {},
  conditions: [],
  ...more,
});
const line = (name: string, answer: NodeLine["answer"]): NodeLine => ({ name, host: "192.168.8.11", answer });
const good = [line("pi1", status("leader")), line("pi2", status("follower"))];

describe("ha-dns status", () => {
  it("is good if one node leads and all are ready", () => {
    assert.equal(isHealthy(good), true);
    assert.equal(
      statusText("192.168.8.250", good),
      "192.168.8.250 is answered by pi1.\n  pi1  192.168.8.11  leader, leading\n  pi2  192.168.8.11  follower, standing-by\n",
    );
  });

  it("is bad without a leader, with two, with a node that is silent or not ready, and while something critical lasts", () => {
    const critical = [{ code: "no-spare", severity: "critical", text: "no spare is ready", fix: "look" }];
    const bad: readonly (readonly NodeLine[])[] = [
      [line("pi1", status("follower")), line("pi2", status("follower"))],
      [line("pi1", status("leader")), line("pi2", status("leader"))],
      [line("pi1", status("leader")), line("pi2", { trouble: "no ssh connection" })],
      [line("pi1", status("leader")), line("pi2", status("follower", { ready: false, drainedBy: "hand" }))],
      [
        line("pi1", status("leader", { conditions: critical })),
        line("pi2", status("follower", { conditions: critical })),
      ],
    ];
    assert.deepEqual(
      bad.map(isHealthy),
      bad.map(() => false),
    );
    assert.match(statusText("192.168.8.250", bad[0]!), /is answered by no node/);
    assert.match(statusText("192.168.8.250", bad[2]!), /pi2 .* does not answer: no ssh connection/);
    assert.match(statusText("192.168.8.250", bad[3]!), /follower, standing-by \(drained by hand\)/);
    // What both tell of is told once.
    assert.equal(statusText("192.168.8.250", bad[4]!).match(/no spare is ready/g)?.length, 1);
  });
});
