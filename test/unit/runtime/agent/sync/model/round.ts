import { plan } from "../../../../../../runtime/agent/sync/plan";
import { readState, type Reading } from "../../../../../../runtime/agent/sync/read/read";
import { changesGroupIds, requestOf } from "../../../../../../runtime/agent/sync/requests";
import type { Step } from "../../../../../../runtime/agent/sync/step";
import { trouble } from "../../../../../../runtime/agent/sync/trouble";
import type { SyncState } from "../../../../../../runtime/agent/sync/state";
import type { ModelPihole } from "./pihole";

export interface Round {
  readonly steps: readonly Step[];
  readonly failures: readonly string[];
  readonly after: Reading;
}

/** One round of sync against the model: plan, apply step by step (of which only the first `most`), read back. */
export function round(leader: SyncState, pihole: ModelPihole, generation: string, most = Infinity): Round {
  const before = readState(pihole.answers(), generation);
  const steps = plan(leader, before.state, before.traits).slice(0, most);
  const failures: string[] = [];
  let { groupIds } = before;
  let built = generation;
  for (const step of steps) {
    const request = requestOf(step, groupIds);
    const wrong = trouble(step, pihole.handle(request));
    if (wrong !== undefined) failures.push(`${request.method} ${request.path}: ${wrong}`);
    if (changesGroupIds(step)) groupIds = readState(pihole.answers(), built).groupIds;
    if (step.kind === "gravity") built = step.generation;
  }
  return { steps, failures, after: readState(pihole.answers(), built) };
}
