import { monotonicMs } from "../../clock";
import { drain, undrain } from "../../cluster/data-host";
import { type DataScenario, lossless } from "./data-scenario";
import { nextWrite, pair, awaitOrThrow } from "./data-scene";

export const handover: DataScenario = {
  name: "handover",
  description: "the holder is drained in the orderly way: its data and its service go to the other node",
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder, replica } = await pair(scene);
    const from = monotonicMs();
    scene.step(`drain ${holder.name}`);
    await drain(holder);
    const first = await nextWrite(scene, replica, from, 120_000);
    const last = scene.collector.last(holder.name)!;
    scene.step(`${replica.name} writes; undrain ${holder.name}`);
    await undrain(holder);
    const back = await nextWrite(scene, holder, first.at, 180_000);
    const lastThere = await awaitOrThrow(scene, "the other one's last write", 1_000, () =>
      scene.collector.last(replica.name),
    );
    return {
      figures: {
        untilItWritesMs: first.at - from,
        withoutServiceMs: first.at - last.at,
        withoutServiceOnTheWayBackMs: back.at - lastThere.at,
      },
      complaints: [],
    };
  },
  leave: async ({ session }) => void (await Promise.all(session.cluster.nodes.map(undrain))),
};
