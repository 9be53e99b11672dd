import { setTimeout as delay } from "node:timers/promises";
import { monotonicMs } from "../../clock";
import { writers } from "../../checks/data-history";
import { drain, undrain } from "../../cluster/data-host";
import { longestPause } from "../../checks/data-result";
import { type DataScenario, lossless } from "./data-scenario";
import { pair } from "./data-scene";
import { handover } from "./handover";

const flaps = 6;
const betweenMs = 2_000;
/** The data goes at most once in each direction, whatever the role does meanwhile. */
const mostWriters = 3;

export const roleFlap: DataScenario = {
  name: "role-flap",
  description: `the holder is drained and undrained ${flaps} times, every ${betweenMs / 1000} s`,
  dns: lossless,
  losesNothing: true,
  act: async (scene) => {
    const { holder } = await pair(scene);
    const from = monotonicMs();
    for (let i = 0; i < flaps; i++) {
      scene.step(`drain ${holder.name}`);
      await drain(holder);
      await delay(betweenMs, undefined, { signal: scene.session.signal });
      await undrain(holder);
      await delay(betweenMs, undefined, { signal: scene.session.signal });
    }
    // What the last flap has set off takes its time.
    await delay(45_000, undefined, { signal: scene.session.signal });
    const acks = scene.collector.seen().filter(({ at }) => at > from);
    const runs = writers({ acks, data: null, kept: [] }).length;
    return {
      figures: { writersInTurn: runs, longestPauseMs: longestPause(scene.collector.seen(), from) },
      complaints: runs > mostWriters ? [`the service was started ${runs - 1} times`] : [],
    };
  },
  leave: handover.leave!,
};
