import assert from "node:assert/strict";
import { answerOf, askAgentBySsh, type AgentAnswer } from "../../../../components/peers/ask-agents";
import { askCluster } from "../../../../components/peers/peer-check";
import { SshHost } from "../../../../providers/ssh/connection";
import type { SshTarget } from "../../../../providers/ssh/target";
import { report } from "../../../../runtime/agent/peers/own-report";
import { status } from "../../../../runtime/agent/snapshot";
import { agentConfig, leading } from "../../runtime/agent/sample";
import { samplePlan } from "../sample-plan";

const peer = { ...leading.peers[0]!, status: { ...report(leading), node: "pi2" }, trouble: "" };
const text = JSON.stringify(status({ ...leading, peers: [peer] }));

describe("asking a node's agent over ssh", () => {
  it("gives what it says of its node, and what its peers have told it", () => {
    const { own, peers } = answerOf(text);
    assert.ok("state" in own && own.ready && own.role === "leader");
    assert.deepEqual(peers.get("pi2"), {
      ready: true,
      state: "leading",
      reason: "",
      role: "leader",
      drainedBy: null,
      drainCauses: [],
      clusterFingerprint: agentConfig.clusterFingerprint,
      images: agentConfig.images,
    });
  });

  it("understands an earlier agent, and a peer that does not answer", () => {
    const earlier = { name: "pi2", podAddress: "", ready: true, state: "standing-by", reason: "" };
    const gone = { ...earlier, name: "pi3", ready: false, state: null, reason: "timed out" };
    const { peers } = answerOf(JSON.stringify({ ...status(leading), peers: [earlier, gone] }));
    assert.deepEqual(peers.get("pi2"), {
      ready: true,
      state: "standing-by",
      reason: "",
      drainedBy: null,
      images: {},
    });
    assert.deepEqual(peers.get("pi3"), { trouble: "timed out" });
  });

  it("says why there is no answer, and closes its connection", async () => {
    let ended = 0;
    const client = { end: () => (ended += 1) };
    const host = (code: number, stdout: string): SshHost =>
      Object.assign(Object.create(SshHost.prototype) as SshHost, {
        exec: () => Promise.resolve({ code, stdout, stderr: code === 0 ? "" : "No such container" }),
      });
    const ask = (code: number, stdout: string) =>
      askAgentBySsh({} as SshTarget, () => Promise.resolve({ host: host(code, stdout), client } as never));
    assert.deepEqual((await ask(1, "")).own, { trouble: "No such container" });
    assert.deepEqual((await ask(0, "{}")).own, { trouble: "it is no agent, or one of another version" });
    assert.ok("state" in (await ask(0, text)).own);
    assert.equal(ended, 3);
    const off = await askAgentBySsh({} as SshTarget, () => Promise.reject(new Error("no ssh connection")));
    assert.deepEqual(off.own, { trouble: "no ssh connection" });
  });

  it("asks the peers' own hosts only for a node whose agent does not answer", async () => {
    const plan = samplePlan();
    const asked: string[] = [];
    const answer = answerOf(text);
    const none: AgentAnswer = { own: { trouble: "No such container" }, peers: new Map() };
    const cluster = async (own: AgentAnswer) => {
      asked.length = 0;
      return askCluster(plan, "/", ({ host }) => {
        asked.push(host);
        return Promise.resolve(host === plan.node.host ? own : answer);
      });
    };
    assert.deepEqual((await cluster(answer)).peers[0]!.answer, answer.peers.get("pi2"));
    assert.deepEqual(asked, [plan.node.host]);
    assert.deepEqual((await cluster(none)).peers[0]!.answer, answer.own);
    assert.deepEqual(asked, [plan.node.host, plan.peers[0]!.host]);
  });
});
