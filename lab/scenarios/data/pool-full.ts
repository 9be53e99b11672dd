import { monotonicMs } from "../../clock";
import { addFile, emptyPool, fillPool, removeFiles } from "../../faults/ballast";
import { followingOf, replicate } from "../../cluster/data-host";
import { longestPause } from "../../checks/data-result";
import { type DataScenario, lossless } from "./data-scenario";
import { nextWrite, pair, awaitOrThrow, waitData } from "./data-scene";

/** More than is left in a pool that is full. */
const megabytes = 8;

export const poolFull: DataScenario = {
  name: "pool-full",
  description: "the pool is full, first on the replica, then on the holder, and has room again",
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder, replica } = await pair(scene);
    const { pool } = scene.reading.data;
    const from = monotonicMs();
    scene.step(`the pool of ${replica.name} is full`);
    await fillPool(replica, pool);
    await addFile(holder, scene.reading.data.notes, megabytes);
    await awaitOrThrow(
      scene,
      `${holder.name} reports that ${replica.name} does not follow`,
      300_000,
      async () => {
        await replicate(holder);
        return (await followingOf(holder, replica))?.trouble ? true : undefined;
      },
    );
    const pauseMs = longestPause(scene.collector.seen(), from);
    const since = Date.now();
    scene.step(`the pool of ${replica.name} has room again`);
    await emptyPool(replica, pool);
    const sick = await waitData(scene, { copiedSince: since });

    scene.step(`the pool of ${holder.name} is full`);
    await fillPool(holder, pool);
    const stopped = await awaitOrThrow(scene, `the journal on ${holder.name} stops`, 240_000, () => {
      const last = scene.collector.last(holder.name);
      return last && monotonicMs() - last.at > 3_000 ? last : undefined;
    });
    scene.step(`the pool of ${holder.name} has room again`);
    const freed = monotonicMs();
    await emptyPool(holder, pool);
    const again = await nextWrite(scene, holder, stopped.at, 120_000);
    return {
      figures: { longestPauseWhileTheReplicaIsFullMs: pauseMs, writesAgainMs: again.at - freed },
      complaints: sick.map((fault) => `after the replica's pool was full: ${fault}`),
    };
  },
  leave: async ({ session, reading }) => {
    for (const node of session.cluster.nodes) {
      await emptyPool(node, reading.data.pool);
      await removeFiles(node, reading.data.notes);
    }
  },
};
