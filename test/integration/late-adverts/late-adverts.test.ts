import assert from "node:assert/strict";
import path from "node:path";
import { lateAdverts } from "../../../components/render/late-adverts";
import { advertPorts } from "../../../runtime/contract/files";
import { samplePlan } from "../../unit/components/sample-plan";
import { playScene } from "../nft-scene";

/** Ten times the product's: a busy machine that runs tests sends adverts late itself. */
const intervalSeconds = 0.2;
const plan = samplePlan();
const slow = { ...plan, cluster: { ...plan.cluster, advertInterval: intervalSeconds, missedAdverts: 4 } };
const addresses = [plan.node.podAddress, plan.peers[0]!.podAddress];

describe("the packet filter's look at VRRP adverts", function () {
  for (const release of ["bookworm", "trixie"] as const)
    it(`notes a peer that leads and of whose adverts two in a row are missing, with ${release}'s nft`, async () => {
      const said = await playScene({
        release,
        addresses,
        filter: ["table ip ha_dns_adverts {", ...lateAdverts(slow), "}"].join("\n"),
        script: path.join(__dirname, "scene.pl"),
        args: [...addresses, advertPorts.from, advertPorts.late, intervalSeconds * 1_000],
      });
      assert.deepEqual(said, {
        "none ever came": "no",
        "all in time": "no",
        "leads anew after a pause": "no",
        "one lost": "no",
        "two lost in a row": "late",
      });
    });
});
