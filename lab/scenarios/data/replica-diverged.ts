import { remountCommand } from "../../../runtime/data/zfs/remount";
import { inNode } from "../../cluster/node";
import { followingOf, sample, stateOf } from "../../cluster/data-host";
import { type DataScenario, lossless } from "./data-scenario";
import { pair, awaitOrThrow } from "./data-scene";

const file = "written-by-hand";

export const replicaDiverged: DataScenario = {
  name: "replica-diverged",
  description: "somebody makes a replica writable by hand, and writes to it",
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder, replica } = await pair(scene);
    const { notes, pool, root } = scene.reading.data;
    const before = new Set((await stateOf(replica))?.kept.map(({ dataset }) => dataset));
    const at = (await inNode(replica, "zfs", "get", "-H", "-o", "value", "mountpoint", notes)).trim();
    const since = Date.now();
    scene.step(`by hand on ${replica.name}: readonly=off, and a file in ${notes}`);
    // A mount that was made read-only stays so. The keeper may end this at any moment, and so it is one command.
    const [program, args] = remountCommand(at, true);
    const remount = [program, ...args].join(" ");
    const write = `zfs set readonly=off ${notes}; ${remount}; echo kept > ${at}/${file}; sync`;
    await inNode(replica, "sh", "-ec", write);
    const kept = await awaitOrThrow(
      scene,
      `${replica.name} reports the branch it kept`,
      240_000,
      async () => {
        const all = (await stateOf(replica))?.kept ?? [];
        return all.find(({ dataset }) => !before.has(dataset));
      },
    );
    await awaitOrThrow(scene, `${replica.name} follows again`, 240_000, async () => {
      const peer = await followingOf(holder, replica);
      return peer?.trouble === "" && (peer.snapshotAt ?? 0) > since ? true : undefined;
    });
    scene.step(`${replica.name} kept ${kept.dataset} and follows again`);
    const seen = await sample(replica, pool);
    const branch = seen?.datasets.find(
      ({ name }) => name.startsWith(kept.dataset) && name.endsWith(`/${notes.slice(root.length + 1)}`),
    );
    const newest = branch?.snapshots.at(-1)?.name;
    const text = newest === undefined ? "" : await fileIn(`${branch!.name}@${newest}`);
    return {
      figures: { followsAgainMs: Date.now() - since, keptBytes: kept.bytes },
      complaints: text === "kept" ? [] : [`the file is not in ${branch?.name ?? kept.dataset} (${text})`],
    };

    async function fileIn(snapshot: string): Promise<string> {
      const clone = `${pool}/ha-dns-drill-look`;
      const place = "/run/ha-dns-drill/look";
      await inNode(replica, "zfs", "clone", "-o", `mountpoint=${place}`, snapshot, clone);
      try {
        return (await inNode(replica, "sh", "-c", `cat ${place}/${file} 2>&1 || true`)).trim();
      } finally {
        await awaitOrThrow(scene, `${clone} goes`, 20_000, async () => {
          await inNode(replica, "zfs", "destroy", clone).catch(() => undefined);
          return (await sample(replica, clone)) ? undefined : true;
        });
      }
    }
  },
};
