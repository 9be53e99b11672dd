import { setRegistry } from "../../cluster/outside";
import { monotonicMs } from "../../clock";
import { poll } from "../../poll";
import { switchOff, switchOn } from "../../cluster/power";
import { followingOf, stateOf } from "../../cluster/data-host";
import type { Findings } from "../scenario";
import { type DataScenario, outage } from "./data-scenario";
import { type DataScene, pair, returnPower, awaitOrThrow } from "./data-scene";
import { keptOn, takeOver } from "./loss";

export const dataPowerOff: DataScenario = {
  name: "power-off",
  description:
    "the node that leads and holds the data loses its power, and gets it back when the other one writes",
  dns: outage,
  act: lose,
  leave: async ({ session }) => void (await Promise.all(session.cluster.nodes.map(switchOn))),
};

export const registryOff: DataScenario = {
  name: "registry-off",
  description: "the same while no image registry can be reached: the service starts all the same",
  dns: outage,
  act: async (scene) => {
    scene.step("the registry goes");
    await setRegistry("off");
    return lose(scene);
  },
  leave: async (scene) => {
    await setRegistry("on");
    await dataPowerOff.leave?.(scene);
  },
};

/** The keeper looks at what it has kept twice a minute. */
const reportedMs = 45_000;

/** Nobody replicates by hand: cron alone brings the node that returns up to date. */
async function lose(scene: DataScene): Promise<Findings> {
  const { session } = scene;
  const { holder, replica } = await pair(scene);
  const before = (await keptOn(holder)).length;
  const goneAt = monotonicMs();
  scene.step(`power off at ${holder.name}`);
  await switchOff(holder);
  const { figures } = await takeOver(scene, holder, replica, goneAt);
  scene.step(`${replica.name} writes; power on at ${holder.name}`);
  const returnedAt = { mono: monotonicMs(), wall: Date.now() };
  await returnPower(scene, holder);
  await awaitOrThrow(
    scene,
    `${holder.name} follows again`,
    240_000,
    async () => (await follows()) || undefined,
  );
  const followsAgainMs = monotonicMs() - returnedAt.mono;
  const isMissing = figures.writesNotInTheCopy! > 0;
  // What is wrong here is for the checks to judge: they see whether a write is gone with it.
  await poll(async () => (!isMissing || (await keptOn(holder)).length > before ? true : undefined), {
    deadlineMs: reportedMs,
    everyMs: 1_000,
    signal: session.signal,
  });
  const all = await keptOn(holder);
  const kept = all.slice(0, all.length - before);
  scene.step(`${holder.name} follows again, and has kept ${kept.length} branches`);
  return {
    figures: {
      ...figures,
      followsAgainMs,
      keptBranches: kept.length,
      keptBytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    complaints: isMissing && kept.length === 0 ? ["no branch was reported as kept"] : [],
  };

  async function follows(): Promise<boolean> {
    const peer = await followingOf(replica, holder);
    const sent = (peer?.snapshotAt ?? 0) > returnedAt.wall && peer?.trouble === "";
    // It may have the data back by then.
    return sent || (await stateOf(holder))?.state === "holder";
  }
}
