import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "../../clock";
import { tryInNode } from "../../cluster/node";
import { addFile, removeFiles } from "../../faults/ballast";
import { longestPause } from "../../checks/data-result";
import { type DataScenario, lossless } from "./data-scenario";
import { pair, waitData } from "./data-scene";
import { freeSsh, slowSsh } from "../../faults/ssh-path";

const megabytes = 30;
const bytesPerSecond = 250_000;
/** So long that a second run would begin beside the first. */
const watchMs = 100_000;

export const sshSlow: DataScenario = {
  name: "ssh-slow",
  description: "the way between the hosts is so slow that a send takes longer than the interval",
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder, replica } = await pair(scene);
    const from = monotonicMs();
    scene.step(`${bytesPerSecond} bytes/s to ${replica.name}, and ${megabytes} MB to send`);
    await slowSsh(scene.session.cluster, replica, bytesPerSecond);
    await addFile(holder, scene.reading.data.notes, megabytes);
    let mostSends = 0;
    for (const end = monotonicMs() + watchMs; monotonicMs() < end;) {
      const { stdout } = await tryInNode(holder, "ps", "-Ao", "args=");
      mostSends = Math.max(
        mostSends,
        stdout.split("\n").filter((line) => /^zfs send /.test(line.trim())).length,
      );
      await delay(500, undefined, { signal: scene.session.signal });
    }
    const since = Date.now();
    scene.step("the way is free");
    await freeSsh(replica);
    const sick = await waitData(scene, { copiedSince: since });
    return {
      figures: {
        sendsAtOnce: mostSends,
        upToDateAgainMs: Date.now() - since,
        longestPauseMs: longestPause(scene.collector.seen(), from),
      },
      complaints: [
        ...(mostSends === 0 ? ["nothing was sent"] : []),
        ...(mostSends > 1 ? [`${mostSends} sends ran at once`] : []),
        ...sick,
      ],
    };
  },
  leave: async ({ session, reading }) => {
    for (const node of session.cluster.nodes) {
      await freeSsh(node);
      await removeFiles(node, reading.data.notes);
    }
  },
};
