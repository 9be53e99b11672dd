import assert from "node:assert/strict";
import type { AgentStatus } from "../../../../components/peers/ask-agents";
import { peerWarnings, type AskedNode } from "../../../../components/peers/peer-warnings";

const now = { pihole: "pihole:1", runtime: "runtime:1" };
const next = { clusterFingerprint: "new", images: { pihole: "pihole:2", runtime: "runtime:1" } };
const well: AgentStatus = {
  ready: true,
  state: "standing-by",
  role: "follower",
  reason: "",
  drainedBy: null,
  clusterFingerprint: "old",
  images: now,
};
const node = (name: string, change: Partial<AgentStatus> | { trouble: string } = {}): AskedNode => ({
  name,
  podAddress: `${name}-pod`,
  answer: "trouble" in change ? change : { ...well, ...change },
});
const gone = { trouble: "no answer within 2 s" };

describe("peer warnings", () => {
  it("says nothing where the peers could take over, whichever side of the change they are on", () => {
    assert.deepEqual(peerWarnings(node("a"), [node("b")], next), []);
    const done = node("b", { clusterFingerprint: "new", images: next.images });
    assert.deepEqual(peerWarnings(node("a"), [done], next), []);
  });

  it("says that the last node must not be taken down, and why no peer could take over", () => {
    const drained = node("b", { ready: false, state: "draining", drainedBy: "maintenance" });
    const [warning, ...more] = peerWarnings(node("a"), [drained, node("c", gone)], next);
    assert.equal(
      warning,
      "a must not be taken down now: no peer could take over, and an update that has to drain it is refused.\n" +
        "  b is drained (by maintenance)\n  c: its agent does not answer: no answer within 2 s",
    );
    assert.deepEqual(more, []);
  });

  it("says that the node's clock is wrong, before it is taken down", () => {
    const behind = node("a", { clock: { trouble: "the clock is behind" } });
    assert.deepEqual(peerWarnings(behind, [node("b")], next), [
      "a's clock is wrong, and an update that touches what serves will fail for that: the clock is behind",
    ]);
    assert.deepEqual(peerWarnings(node("a", { clock: { trouble: "" } }), [node("b")], next), []);
  });

  it("tells what the cluster has noticed and nothing else tells, with what helps", () => {
    const of = (code: string, severity: string) => ({ code, severity, text: `${code} holds`, fix: "look" });
    const conditions = [of("disk-full", "warning"), of("branch-kept", "info"), of("node-silent", "warning")];
    assert.deepEqual(peerWarnings(node("a", { conditions }), [node("b")], next), [
      "disk-full holds.\n  fix: look",
    ]);
  });

  it("names one peer that could not, where another could", () => {
    const faulted = node("b", { ready: false, state: "faulted", reason: "timeout: no answer" });
    assert.deepEqual(peerWarnings(node("a"), [faulted, node("c")], next), [
      "b is faulted: timeout: no answer.",
    ]);
  });

  it("does not call a node the last one that answers where it does not answer", () => {
    const [warning] = peerWarnings(node("a", gone), [node("b", gone)], next);
    assert.match(warning!, /^No node is known to answer now\.\n {2}a: its agent does not answer/);
  });

  it("names what a peer runs that this node neither runs nor is to run", () => {
    const odd = node("b", { clusterFingerprint: "older", images: { ...now, pihole: "pihole:0" } });
    assert.deepEqual(peerWarnings(node("a"), [odd], next), [
      "b runs pihole:0, and a is to run pihole:2.",
      "b was deployed with another config of the cluster: pulumi up -s b says in which key.",
    ]);
  });

  it("says how to end an update that left this node drained", () => {
    const left = node("a", { ready: false, state: "draining", drainedBy: "update" });
    assert.match(peerWarnings(left, [node("b")], next).join(), /did not end.*pulumi up --refresh -s a/);
  });
});
