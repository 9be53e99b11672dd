import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { resolverFilter } from "../../../components/render/resolver-filter";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker } from "../../../lab/shell";
import { baseImages } from "../../../lab/world/base";
import { hostImage } from "../../../lab/world/host-image";
import { resolverAskFrom } from "../../../runtime/contract/files";
import { samplePlan } from "../../unit/components/sample-plan";

const root = path.join(__dirname, "../../..");
const { node, peers } = samplePlan();
const addresses = [node.podAddress, node.unboundAddress, peers[0]!.unboundAddress];
const filter = ["table inet ha_dns_resolvers {", ...resolverFilter(samplePlan()), "}"].join("\n");

/** Runs the scene behind the filter, in a container without a network; gives what was heard to each question. */
async function play(release: "bookworm" | "trixie"): Promise<Readonly<Record<string, string>>> {
  const quiet = new Progress(() => undefined);
  const settings = labSettings(root);
  const image = await hostImage(
    settings,
    await baseImages(settings, quiet, process.execPath),
    release,
    quiet,
  );
  const setUp = [
    "set -e",
    ...addresses.map((address) => `ip addr add ${address}/32 dev lo`),
    `printf '%s' "$FILTER" | nft -f -`,
    `exec perl - ${addresses.join(" ")} ${resolverAskFrom}`,
  ].join("\n");
  const options = ["--network", "none", "--cap-add", "NET_ADMIN", "--env", `FILTER=${filter}`];
  const printed = await docker(
    ["run", "--rm", "--interactive", ...options, "--entrypoint", "sh", image, "-c", setUp],
    { stdin: readFileSync(path.join(__dirname, "scene.pl"), "utf8") },
  );
  return Object.fromEntries(
    printed
      .trim()
      .split("\n")
      .map((line) => line.split(": ") as [string, string]),
  );
}

describe("the filter of the resolvers' answers", function () {
  for (const release of ["bookworm", "trixie"] as const)
    it(`keeps a SERVFAIL back while another Unbound may have an answer, with ${release}'s nft`, async () => {
      const { silence, ...heard } = await play(release);
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
