import { setRegistry } from "../../../world/outside";
import { monotonicMs } from "../../clock";
import { switchOff, switchOn } from "../../power";
import { stateOf } from "../host";
import type { Findings } from "../result";
import { type DataScenario, outage } from "../scenario";
import { type DataScene, pair, powerOn, until } from "../scene";
import { keptOn, takeOver } from "./loss";

export const powerOff: DataScenario = {
  name: "power-off",
  description:
    "the node that leads and holds the data loses its power, and gets it back when the other one writes",
  dns: outage,
  act: lose,
  leave: async ({ stage }) => void (await Promise.all(stage.cluster.nodes.map(switchOn))),
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
    await powerOff.leave?.(scene);
  },
};

/** Nobody replicates by hand: cron alone brings the node that returns up to date. */
async function lose(scene: DataScene): Promise<Findings> {
  const { holder, replica } = await pair(scene);
  const before = (await keptOn(holder)).length;
  const goneAt = monotonicMs();
  scene.step(`power off at ${holder.name}`);
  await switchOff(holder);
  const { figures } = await takeOver(scene, holder, replica, goneAt);
  scene.step(`${replica.name} writes; power on at ${holder.name}`);
  const returnedAt = { mono: monotonicMs(), wall: Date.now() };
  await powerOn(scene, holder);
  const kept = await until(scene, `${holder.name} reports the branch it kept`, 240_000, async () => {
    const all = await keptOn(holder);
    return all.length > before
      ? all
      : figures.writesNotInTheCopy === 0 && (await follows())
        ? all
        : undefined;
  });
  scene.step(`${holder.name} has ${kept.length} kept branches`);
  await until(scene, `${holder.name} follows again`, 240_000, async () => (await follows()) || undefined);
  return {
    figures: {
      ...figures,
      followsAgainMs: monotonicMs() - returnedAt.mono,
      keptBranches: kept.length - before,
      keptBytes: kept.slice(0, kept.length - before).reduce((sum, { bytes }) => sum + bytes, 0),
    },
    complaints:
      figures.writesNotInTheCopy! > 0 && kept.length === before ? ["no branch was reported as kept"] : [],
  };

  async function follows(): Promise<boolean> {
    const state = await stateOf(replica);
    const peer = state?.replication.find(({ peer }) => peer === holder.name);
    const sent = (peer?.snapshotAt ?? 0) > returnedAt.wall && peer?.trouble === "";
    // It may have the data back by then.
    return sent || (await stateOf(holder))?.state === "holder";
  }
}
