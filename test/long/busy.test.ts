import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { labCluster } from "../../lab/cluster/cluster";
import { deployedLab, root } from "../lab/support";
import { Watch } from "../lab/watch";

const minutes = 10;

describe("a healthy cluster on a busy machine", () => {
  it(`loses no query and keeps the VIP where it is for ${minutes} minutes with every core taken`, async () => {
    await deployedLab();
    const watch = await Watch.start(labCluster(root), 200);
    const burners = Array.from({ length: availableParallelism() }, () =>
      spawn("sh", ["-c", "while :; do :; done"]),
    );
    try {
      const seen = await watch.during(() => delay(minutes * 60_000));
      console.log(`      ${JSON.stringify(seen)}`);
      assert.deepEqual(seen.moves, []);
      assert.equal(seen.lost, 0);
      assert.equal(seen.wrong, 0);
    } finally {
      burners.forEach((burner) => burner.kill("SIGKILL"));
      await watch.stop();
    }
  }).timeout((minutes + 5) * 60_000);
});
