import assert from "node:assert/strict";
import path from "node:path";
import { resolverFilter } from "../../../components/render/resolver-filter";
import { resolverAskFrom } from "../../../runtime/contract/files";
import { samplePlan } from "../../unit/components/sample-plan";
import { playScene } from "../nft-scene";

const { node, peers } = samplePlan();
const addresses = [node.podAddress, node.unboundAddress, peers[0]!.unboundAddress];

describe("the filter of the resolvers' answers", function () {
  for (const release of ["bookworm", "trixie"] as const)
    it(`keeps a SERVFAIL back while another Unbound may have an answer, with ${release}'s nft`, async () => {
      const { silence, ...heard } = await playScene({
        release,
        addresses,
        filter: ["table inet ha_dns_resolvers {", ...resolverFilter(samplePlan()), "}"].join("\n"),
        script: path.join(__dirname, "scene.pl"),
        args: [...addresses, resolverAskFrom],
      });
      assert.deepEqual(heard, {
        "nobody is known to live": "a:2 b:0",
        "one fails, one answers": "b:0",
        "the other way round": "a:0",
        "does not exist": "b:3",
        "both fail": "b:2",
        "the agent asks": "a:2",
      });
      assert.ok(Number(silence) >= 2 && Number(silence) <= 5, `after ${silence} s`);
    });
});
