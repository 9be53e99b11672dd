import { percentile } from "../../checks/metrics";
import { planChanges } from "../../load/changes/plan-changes";
import { make } from "./sync-scene";
import type { MadeChange } from "../../checks/sync-result";
import type { SyncScenario } from "./sync-scenario";

/** Within so many ms nearly every change (95 %) has to be on the follower. */
const wantedMs = 1_000;

export const changes: SyncScenario = {
  name: "changes",
  description: "changes of every kind that costs no restart, one after another",
  act: async (scene) => {
    const { session, stream, dice, changes: count } = scene;
    const made: MadeChange[] = [];
    for (const change of planChanges(dice, count)) {
      session.signal.throwIfAborted();
      stream.seen(); // Throws where it broke off: what is not watched is not worth doing.
      const taken = { kind: change.kind, ...(await make(scene, change)) };
      made.push(taken);
      if (taken.latencyMs === null) break;
    }
    return { made, figures: {}, complaints: latencyComplaints(made) };
  },
};

/** What is to be said against the latencies of changes. Throws if none was made. */
export function latencyComplaints(made: readonly MadeChange[]): string[] {
  const never = made.filter(({ latencyMs }) => latencyMs === null);
  const p95 = percentile(
    made.map(({ latencyMs }) => latencyMs ?? Infinity),
    95,
  );
  return [
    ...never.map(({ kind, differences }) => `${kind}: not on the follower: ${differences.join("; ")}`),
    ...(p95 > wantedMs && never.length === 0
      ? [`95 % of the changes took up to ${Math.round(p95)} ms, and ${wantedMs} are wanted`]
      : []),
  ];
}
