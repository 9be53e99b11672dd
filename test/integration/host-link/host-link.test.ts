import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { renderHostLink } from "../../../components/render/host-link-files";
import { hostFile } from "../../../components/host-file";
import { releases } from "../../../lab/releases";
import { samplePlan } from "../../unit/components/sample-plan";
import { playLan } from "../nft-scene";

const expected = {
  "macvlan on the host's interface": "no",
  "the pod answers": "yes",
  "by the host's MAC": "yes",
  "the pod reaches the client": "yes",
  "the host itself answers": "yes",
  "a VIP that the pod has not": "no",
  "a VIP that the pod has": "yes",
  "both listen": "yes",
  "port 53 of the VIP": "pod",
  "port 53 of the host": "host",
  "port 53 of the host, for itself": "host",
  "a pod with another MAC answers": "yes",
  "no frame of another MAC": "yes",
  "rules that were taken away are there again": "yes",
  "other rules of the host stay": "1",
  "a cable that is out is seen in the pod": "yes",
  "and one that is in again": "yes",
  "left on the host": "0",
};

describe("a node that uses the host's own MAC address", function () {
  this.timeout(240_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "host-link-"));
    const plan = samplePlan({ network: "host", interface: "eth0" });
    await writeFile(path.join(folder, "rules"), renderHostLink(plan));
    await writeFile(path.join(folder, "script"), hostFile("ha-dns-host-link.sh"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const release of releases)
    it(`is reached behind port security, on ${release}`, async () => {
      const { node, cluster } = samplePlan();
      const args = [cluster.vip, node.podAddress, node.host, "192.168.8.9"];
      const script = path.join(__dirname, "lan.sh");
      assert.deepEqual(await playLan({ release, folder, script, args }), expected);
    });
});
