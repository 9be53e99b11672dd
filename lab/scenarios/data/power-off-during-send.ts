import { monotonicMs } from "../../clock";
import type { DrillNode } from "../../cluster/cluster";
import { tryInNode } from "../../cluster/node";
import { switchOff } from "../../cluster/power";
import { addFile, removeFiles } from "../../faults/ballast";
import { replicate } from "../../cluster/data-host";
import { type DataScenario, outage } from "./data-scenario";
import { awaitUp, type DataScene, pair, returnPower, awaitOrThrow, waitData } from "./data-scene";
import { freeSsh, slowSsh } from "../../faults/ssh-path";
import { takeOver } from "./loss";
import { dataPowerOff } from "./data-power-off";

const megabytes = 30;
const bytesPerSecond = 1_500_000;

export const powerOffDuringSend: DataScenario = {
  name: "power-off-during-send",
  description: "first the receiver and then the holder loses its power in the middle of a send",
  dns: outage,
  act: async (scene) => {
    const first = await pair(scene);
    await amidSend(scene, first.holder, first.replica);
    scene.step(`power off at ${first.replica.name}, which receives`);
    await switchOff(first.replica);
    await returnPower(scene, first.replica);
    await wholeAgain(scene);

    const { holder, replica } = await pair(scene);
    await amidSend(scene, holder, replica);
    const goneAt = monotonicMs();
    scene.step(`power off at ${holder.name}, which sends`);
    await switchOff(holder);
    const { figures } = await takeOver(scene, holder, replica, goneAt);
    await freeSsh(replica);
    scene.step(`${replica.name} writes; power on at ${holder.name}`);
    await returnPower(scene, holder);
    return { figures, complaints: [] };
  },
  leave: async (scene) => {
    await dataPowerOff.leave?.(scene);
    const { nodes } = scene.session.cluster;
    for (const node of nodes) {
      await awaitUp(scene, node);
      await freeSsh(node);
      await removeFiles(node, scene.reading.data.notes);
    }
  },
};

/** Resolves while a send of some size is on its way. */
async function amidSend(scene: DataScene, from: DrillNode, to: DrillNode): Promise<void> {
  const { notes } = scene.reading.data;
  await slowSsh(scene.session.cluster, to, bytesPerSecond);
  await addFile(from, notes, megabytes);
  // It ends with the power.
  void replicate(from);
  await awaitOrThrow(scene, `${to.name} receives`, 90_000, async () =>
    (await receives(to)) ? true : undefined,
  );
}

/** Whether `zfs receive` runs on a node. */
export const receives = async (node: DrillNode): Promise<boolean> =>
  /zfs (receive|recv) /.test((await tryInNode(node, "ps", "-Ao", "args=")).stdout);

async function wholeAgain(scene: DataScene): Promise<void> {
  const { nodes } = scene.session.cluster;
  const since = Date.now();
  for (const node of nodes) await awaitUp(scene, node);
  await Promise.all(nodes.map(freeSsh));
  const faults = await waitData(scene, { copiedSince: since });
  if (faults.length > 0) throw new Error(`not whole after the first power-off: ${faults.join("; ")}`);
}
