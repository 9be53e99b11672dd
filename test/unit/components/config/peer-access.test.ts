import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { checkPeerAccess, peerAccess } from "../../../../components/config/peer-access";
import { samplePlan } from "../sample-plan";

const datasets = [{ name: "tank/data", mountpoint: "/srv/data" }];

describe("the hosts that data is sent to", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(os.tmpdir(), "peer-access-"))));
  after(() => rmSync(folder, { recursive: true }));

  const planWith = (knownHosts: string, more: object = { datasets }) => {
    const plan = samplePlan(more);
    const file = path.join(folder, "known_hosts");
    writeFileSync(file, knownHosts);
    return { ...plan, cluster: { ...plan.cluster, knownHosts: file } };
  };
  const [peer] = samplePlan().peers;

  it("are known by the keys that this machine knows them by", () => {
    const plan = planWith(`${peer!.host} ssh-ed25519 AAAA\nelsewhere ssh-ed25519 BBBB\n`);
    const peers = peerAccess(folder, plan);
    assert.deepEqual(peers, [{ name: peer!.name, host: peer!.host, hostKeys: ["ssh-ed25519 AAAA"] }]);
    assert.deepEqual(checkPeerAccess(plan, peers), []);
  });

  it("are refused where they cannot be told from a stranger, with the command that fixes it", () => {
    const plan = planWith("elsewhere ssh-ed25519 BBBB\n");
    const [problem, ...more] = checkPeerAccess(plan, peerAccess(folder, plan));
    assert.deepEqual(more, []);
    assert.equal(problem!.key, "knownHosts");
    assert.match(problem!.found, new RegExp(`no host key of ${peer!.name} \\(${peer!.host}\\)`));
    assert.match(problem!.fix, new RegExp(`ssh -p 22 root@${peer!.host} true`));
  });

  it("need not be known where no data is sent", () => {
    const plan = planWith("", {});
    assert.deepEqual(checkPeerAccess(plan, peerAccess(folder, plan)), []);
  });
});
