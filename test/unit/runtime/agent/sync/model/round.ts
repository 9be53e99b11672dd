import { plan } from "../../../../../../runtime/agent/sync/plan/sync-plan";
import { readSyncState, type StateReading } from "../../../../../../runtime/agent/sync/read/read-sync-state";
import { changesGroupIds, requestOf } from "../../../../../../runtime/agent/sync/apply/requests";
import type { SyncStep } from "../../../../../../runtime/agent/sync/plan/step";
import { trouble } from "../../../../../../runtime/agent/sync/apply/trouble";
import type { SyncState } from "../../../../../../runtime/agent/sync/model/sync-state";
import type { ModelPihole } from "./pihole";
import { gravityNamed } from "../gravity";

export interface Round {
  readonly steps: readonly SyncStep[];
  readonly failures: readonly string[];
  /** Rows that are in a group on both sides, and were in none after some step. */
  readonly orphans: readonly string[];
  readonly after: StateReading;
}

/** One round of sync against the model: plan, apply step by step (of which only the first `most`), read back. */
export function round(leader: SyncState, pihole: ModelPihole, generation: string, most = Infinity): Round {
  const before = readSyncState(pihole.answers(), gravityNamed(generation));
  const steps = plan(leader, before.state, before.traits).slice(0, most);
  const failures: string[] = [];
  const orphans: string[] = [];
  const here = new Set(inSomeGroup(before.state));
  const grouped = inSomeGroup(leader).filter((key) => here.has(key));
  let { groupIds } = before;
  let built = generation;
  for (const step of steps) {
    const request = requestOf(step, groupIds);
    const wrong = trouble(step, pihole.handle(request));
    if (wrong !== undefined) failures.push(`${request.method} ${request.path}: ${wrong}`);
    if (changesGroupIds(step)) groupIds = readSyncState(pihole.answers(), gravityNamed(built)).groupIds;
    const alone = pihole.tables.inNoGroup();
    orphans.push(...grouped.filter((key) => alone.has(key)));
    if (step.kind === "gravity") built = step.generation;
  }
  return { steps, failures, orphans, after: readSyncState(pihole.answers(), gravityNamed(built)) };
}

const inSomeGroup = ({ lists, domains, clients }: SyncState): string[] =>
  [
    ...lists.map(({ address, type, groups }) => [address, type, "", groups] as const),
    ...domains.map(({ domain, type, kind, groups }) => [domain, type, kind, groups] as const),
    ...clients.map(({ client, groups }) => [client, "", "", groups] as const),
  ].flatMap(([item, type, kind, groups]) => (groups.length > 0 ? [JSON.stringify([item, type, kind])] : []));
