import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "../../clock";
import type { DrillNode } from "../../cluster/cluster";
import { inNode } from "../../cluster/node";
import { addFile, removeFiles } from "../../faults/ballast";
import { followingOf } from "../../cluster/data-host";
import { type DataScenario, lossless } from "./data-scenario";
import { type DataScene, pair } from "./data-scene";
import { countSsh, stopCounting } from "../../faults/ssh-path";
import { percentile } from "../../checks/metrics";

const minutes = 10;
/** Ten megabytes a minute. */
const writeEveryMs = 6_000;
const megabytesAtOnce = 1;
/** Then the first is written over: the pool is to hold them. */
const mostFiles = 100;
/** The age of a copy is looked at so often. */
const lookEveryMs = 500;

export const steady: DataScenario = {
  name: "steady",
  description: `nothing fails for ${minutes} minutes, while 10 MB a minute are written: what replication costs`,
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder, replica } = await pair(scene);
    const { session, reading } = scene;
    scene.step(`10 MB a minute are written on ${holder.name}`);
    const counted = await countSsh(holder, replica);
    const before = await Promise.all([busy(holder, "cron"), busy(replica, "sshd"), busy(holder, "zfs-fuse")]);
    const from = monotonicMs();
    const acksBefore = scene.collector.seen().length;
    const end = from + minutes * 60_000;
    const ages: number[] = [];
    let written = 0;
    let files = 0;
    const writing = (async () => {
      for (let next = from; next < end; next += writeEveryMs) {
        await delay(Math.max(0, next - monotonicMs()), undefined, { signal: session.signal });
        await addFile(holder, reading.data.notes, megabytesAtOnce, files % mostFiles);
        files++;
        written += megabytesAtOnce * 2 ** 20;
      }
    })();
    while (monotonicMs() < end) {
      const at = (await followingOf(holder, replica))?.snapshotAt;
      if (at) ages.push(Date.now() - at);
      await delay(lookEveryMs, undefined, { signal: session.signal });
    }
    await writing;
    const after = await Promise.all([busy(holder, "cron"), busy(replica, "sshd"), busy(holder, "zfs-fuse")]);
    const sent = await counted();
    const seconds = (monotonicMs() - from) / 1000;
    const share = (i: number) => Math.round(((after[i]! - before[i]!) / seconds) * 1000) / 10;
    const inOrder = ages.sort((a, b) => a - b);
    return {
      figures: {
        ageMedianMs: percentile(inOrder, 50),
        ageOf95PercentMs: percentile(inOrder, 95),
        ageAtMostMs: inOrder.at(-1) ?? NaN,
        writtenToFilesBytes: written,
        journalRows: scene.collector.seen().length - acksBefore,
        sentBytes: sent,
        percentOfACoreForCronOnTheHolder: share(0),
        percentOfACoreForSshdOnTheReplica: share(1),
        percentOfACoreForZfsInFuseOnTheHolder: share(2),
      },
      complaints: ages.length === 0 ? ["the age of the copy was not seen"] : [],
    };
  },
  leave: async (scene: DataScene) => {
    for (const node of scene.session.cluster.nodes) {
      await stopCounting(node);
      await removeFiles(node, scene.reading.data.notes);
    }
  },
};

/** Seconds of CPU that a daemon has used, with all children of it that have ended. */
async function busy(node: DrillNode, daemon: string): Promise<number> {
  const script = 'cat "/proc/$(pgrep -o -x "$1")/stat"; getconf CLK_TCK';
  const text = await inNode(node, "sh", "-ec", script, "sh", daemon);
  // The second field is in brackets, and may hold anything.
  const [fields = "", ticks] = text.slice(text.lastIndexOf(")") + 2).split("\n");
  const used = fields.split(" ").slice(11, 15).map(Number);
  return used.reduce((sum, one) => sum + one, 0) / Number(ticks);
}
