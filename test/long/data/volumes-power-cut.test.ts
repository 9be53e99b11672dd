import assert from "node:assert/strict";
import { ZfsBranches } from "../../../runtime/data/zfs/branches";
import { HostCommands, type HostCommandRunner } from "../../../runtime/data/zfs/host-commands";
import { roots, volumesOnHost } from "../../integration/zfs/volumes-on-host";

describe("the volumes of a host without power", function () {
  this.timeout(1_200_000);
  const { run, volumes, sh, diverge } = volumesOnHost();

  for (const nothing of [false, true])
    it(`finish what a power cut interrupted, wherever it did${nothing ? ", also where nothing is common" : ""}`, async () => {
      // Each single step, and then the end.
      for (let cut = 1; ; cut += 1) {
        const common = await diverge();
        const interrupted = new ZfsBranches(new HostCommands(cutAfter(run, cut)), roots);
        let done = true;
        await interrupted
          .keep("tank/data", nothing ? undefined : common, "elsewhere")
          .catch((error: unknown) => {
            assert.match(String(error), /power cut/);
            done = false;
          });
        await sh("zfs mount -a || true");
        await volumes.repair();
        const all = await sh("zfs list -H -o name -r tank");
        assert.doesNotMatch(all, /:new/, `cut ${cut}`);
        const [kept, more] = await volumes.kept();
        assert.equal(more, undefined);
        if (kept) {
          await sh(
            `zfs set mountpoint=/mnt/cut ${kept.dataset}; for one in ${kept.dataset} ${kept.dataset}/db; do zfs mount $one 2>/dev/null; done; true`,
          );
          assert.equal(
            await sh("cd /mnt/cut; cat file unsaved db/file db/more"),
            "new\nnewer\nold\nnew\n",
            `cut ${cut}`,
          );
        } else assert.equal(await sh("cat /srv/data/unsaved"), "newer\n", `cut ${cut}: nothing has begun`);
        const { trouble, newest } = (await volumes.look())[0]!;
        if (kept && nothing) assert.match(trouble, /tank\/data is not there/);
        else assert.deepEqual([trouble, newest], ["", common], `cut ${cut}`);
        if (done) {
          assert.ok(kept && cut > 10, `${cut} steps`);
          break;
        }
      }
    });
});

/** Does `steps` commands that change something, and none after that. */
function cutAfter(run: HostCommandRunner, steps: number): HostCommandRunner {
  let done = 0;
  return (program, args, deadlineMs) => {
    const changes = args.includes("mount") || (program === "zfs" && args[0] !== "get");
    if (changes) done += 1;
    return done > steps ? Promise.reject(new Error("power cut")) : run(program, args, deadlineMs);
  };
}
