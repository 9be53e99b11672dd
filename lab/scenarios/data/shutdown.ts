import { monotonicMs } from "../../clock";
import { shutDown } from "../../cluster/power";
import { type DataScenario, outage } from "./data-scenario";
import { nextWrite, pair, returnPower, awaitOrThrow } from "./data-scene";
import { dataPowerOff } from "./data-power-off";

export const shutdown: DataScenario = {
  name: "shutdown",
  description: "the holder's host is shut down in the orderly way, as for a reboot, and comes back",
  dns: outage,
  losesNothing: true,
  act: async (scene) => {
    const { holder, replica } = await pair(scene);
    const from = monotonicMs();
    scene.step(`shutdown of ${holder.name}`);
    const off = shutDown(holder);
    const first = await nextWrite(scene, replica, from, 120_000);
    await off;
    const last = await awaitOrThrow(scene, "the last write of the one that is off", 1_000, () =>
      scene.collector.last(holder.name),
    );
    scene.step(`${replica.name} writes; power on at ${holder.name}`);
    await returnPower(scene, holder);
    return {
      figures: { untilItWritesMs: first.at - from, withoutServiceMs: first.at - last.at },
      complaints: [],
    };
  },
  leave: dataPowerOff.leave!,
};
