import assert from "node:assert/strict";
import { keptState, stateSecrets } from "../../../../cli/backup/kept-state";

const urn = (type: string, name: string): string => `urn:pulumi:pi1::ha-dns::${type}::${name}`;
const stack = urn("pulumi:pulumi:Stack", "ha-dns-pi1");
const random = urn("pulumi:providers:random", "default");
const nodejs = urn("pulumi:providers:pulumi-nodejs", "default");
const docker = urn("pulumi:providers:docker", "default");
const file = urn("pulumi-nodejs:hadns:RemoteFile", "pi1-file");
const secret = urn("random:index/randomPassword:RandomPassword", "clusterSecret");
const page = urn("pulumi-nodejs:hadns:PageCertificate", "pageCertificate");
const of = (urn: string, more: object = {}) => ({ urn, type: urn.split("::")[2], parent: stack, ...more });

const state = (resources: object[]): string =>
  JSON.stringify({
    version: 3,
    deployment: { manifest: { version: "v3" }, resources, pending_operations: [1] },
  });
const whole = state([
  { urn: stack, type: "pulumi:pulumi:Stack", outputs: { vips: ["192.168.8.250"] } },
  of(random),
  of(nodejs),
  of(docker),
  of(secret, { provider: `${random}::id`, outputs: { result: "s3cret" } }),
  of(file, { provider: `${nodejs}::id`, dependencies: [secret] }),
  of(page, { provider: `${nodejs}::id`, dependencies: [file, secret], outputs: { pem: "p" } }),
]);

describe("the state that a restore imports", () => {
  it("has the secrets and what they need, and nothing that stands on a host", () => {
    const { version, deployment } = JSON.parse(keptState(whole)!) as {
      version: number;
      deployment: {
        pending_operations: unknown;
        resources: { urn: string; dependencies?: string[]; outputs?: object }[];
      };
    };
    assert.deepEqual([version, deployment.pending_operations], [3, []]);
    assert.deepEqual(
      deployment.resources.map(({ urn }) => urn),
      [stack, random, nodejs, secret, page],
    );
    assert.deepEqual(deployment.resources[0]!.outputs, {});
    assert.deepEqual(deployment.resources.at(-1)!.dependencies, [secret]);
    assert.deepEqual(deployment.resources.at(-2)!.outputs, { result: "s3cret" });
  });

  it("does not exist for a stack without secrets", () => {
    assert.equal(keptState(state([{ urn: stack, type: "pulumi:pulumi:Stack" }, of(docker)])), undefined);
    assert.equal(keptState(JSON.stringify({ version: 3, deployment: {} })), undefined);
  });

  it("differs from another only by its secrets", () => {
    assert.deepEqual(stateSecrets(keptState(whole)!), stateSecrets(whole));
    assert.notDeepEqual(stateSecrets(whole.replace("s3cret", "other")), stateSecrets(whole));
  });
});
