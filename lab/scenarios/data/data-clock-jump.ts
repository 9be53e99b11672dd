import { setTimeout as delay } from "node:timers/promises";
import { dataUnitName } from "../../../components/render/node-paths";
import { containers } from "../../../runtime/contract/names";
import { monotonicMs } from "../../clock";
import type { DrillNode } from "../../cluster/cluster";
import { shiftClock } from "../../faults/clock-jump";
import { inNode, pidsOf } from "../../cluster/node";
import { longestPause } from "../../checks/data-result";
import { type DataScenario, lossless } from "./data-scenario";
import { pair } from "./data-scene";

const hour = 3_600;
/** Longer than any lease. */
const lastsMs = 45_000;

export const dataClockJump: DataScenario = {
  name: "clock-jump",
  description:
    "the wall clock of the holder's keeper and agent jumps an hour ahead for 45 s, and back, then behind",
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder } = await pair(scene);
    const from = monotonicMs();
    for (const seconds of [hour, 0, -hour, 0]) {
      scene.step(`the clock of ${holder.name}: ${seconds} s`);
      await shift(holder, seconds);
      await delay(seconds === 0 ? 5_000 : lastsMs, undefined, { signal: scene.session.signal });
    }
    const pauseMs = longestPause(scene.collector.seen(), from);
    return {
      figures: { longestPauseMs: pauseMs },
      complaints: pauseMs > 5_000 ? [`the journal paused for ${Math.round(pauseMs)} ms`] : [],
    };
  },
  leave: async ({ session }) => {
    for (const node of session.cluster.nodes) await shift(node, 0);
  },
};

async function shift(node: DrillNode, seconds: number): Promise<void> {
  const main = await inNode(node, "systemctl", "show", "-p", "MainPID", "--value", dataUnitName);
  const pids = [...(await pidsOf(node, containers.agent)), Number(main)].filter((pid) => pid > 0);
  await shiftClock(node, pids, seconds);
}
