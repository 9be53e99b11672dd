import type { SettingKey, Traits } from "../settings";
import { syncStateSchema, type Gravity, type List, type SyncState } from "../state";
import { readAs } from "./answer";
import { readBlocking } from "./blocking";
import { readConfig } from "./config";
import { readGroups } from "./groups";
import { readClients, readDomains, readLists } from "./rows";

/** What one Pi-hole answered, parsed as JSON and not yet believed. */
export interface Answers {
  readonly groups: unknown;
  readonly lists: unknown;
  readonly domains: unknown;
  readonly clients: unknown;
  /** Of `/api/config?detailed=true`. */
  readonly config: unknown;
  /** What that does not tell of the settings, by key. */
  readonly hidden?: (key: SettingKey) => string | undefined;
  readonly blocking: unknown;
}

export interface Reading {
  readonly state: SyncState;
  readonly traits: Traits;
  /** This Pi-hole's own ids of its groups, by name. */
  readonly groupIds: ReadonlyMap<string, number>;
}

/**
 * The shared state of one Pi-hole: the same state is the same bytes, whatever its row ids are. Throws ReadError where
 * any table is missing, partial, odd, or larger than the cluster shares.
 */
export function readState(answers: Answers, gravityOf: (lists: readonly List[]) => Gravity): Reading {
  const groups = readGroups(answers.groups);
  const { settings, traits } = readConfig(answers.config, answers.hidden);
  const lists = readLists(answers.lists, groups);
  const state: SyncState = {
    groups: groups.groups,
    lists,
    domains: readDomains(answers.domains, groups),
    clients: readClients(answers.clients, groups),
    settings,
    blocking: readBlocking(answers.blocking),
    gravity: gravityOf(lists),
  };
  return { state: readAs("state", syncStateSchema, state), traits, groupIds: groups.idOf };
}
