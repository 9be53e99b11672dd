import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { PeerAnswer } from "../../../../components/peers/ask-agents";
import { checkHost, type HostCheck } from "../../../../components/preflight/host-check";
import { plan } from "./sample-facts";

const image = { reference: "registry.example/image:1" };
// A host that this machine does not know: it is never asked, so that the test touches nothing.
const ssh = {
  host: "192.0.2.1",
  port: 22,
  user: "root",
  keyFile: __filename,
  knownHostsFile: "/known_hosts",
  hostKeys: [],
};
const healthy: PeerAnswer = {
  ready: true,
  state: "leading",
  role: "leader",
  reason: "",
  drainedBy: null,
  clusterFingerprint: "",
  images: {},
};

function gate(answer: PeerAnswer, checked?: string, change: Partial<typeof plan.cluster> = {}): HostCheck {
  return {
    plan: { ...plan, cluster: { ...plan.cluster, ...change } },
    ssh,
    sources: { pod: image, pihole: image, unbound: image, runtime: image },
    cluster: { own: { name: "pi1", podAddress: plan.node.podAddress, answer }, peers: [] },
    checked,
  };
}
const silent = () => Promise.resolve();
const refused = (error: unknown): boolean => {
  assert.ok(error instanceof pulumi.RunError);
  assert.match(
    error.message,
    /The host of pi1 has 1 problem\. Nothing was touched\.\n\n {2}pi1: ssh \(problem\)/,
  );
  assert.match(error.message, /found {5}no host key of pi1/);
  return true;
};

describe("the preflight of an update", () => {
  it("stops the update of a node that does not answer, with every problem", async () => {
    await assert.rejects(checkHost(gate({ trouble: "no answer" })), refused);
  });

  it("only warns if the config says so", async () => {
    const warnings: string[] = [];
    const warn = (text: string) => Promise.resolve(void warnings.push(text));
    await checkHost(gate({ trouble: "no answer" }, undefined, { preflight: "warn" }), warn);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /no host key of pi1/);
  });

  it("leaves a node alone that answers where it was checked", async () => {
    const place = await checkHost(gate(healthy, undefined, { preflight: "warn" }), silent);
    assert.equal(await checkHost(gate(healthy, place)), place);
    await assert.rejects(checkHost(gate({ trouble: "no answer" }, place)), refused);
  });

  it("checks again a node whose place in the network changes", async () => {
    const place = await checkHost(gate(healthy, undefined, { preflight: "warn" }), silent);
    await assert.rejects(checkHost(gate(healthy, place, { vrid: 77 })), refused);
    await assert.rejects(checkHost(gate(healthy, place, { gateway: "192.168.8.254" })), refused);
  });
});
