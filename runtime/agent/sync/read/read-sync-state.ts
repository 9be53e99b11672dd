import type { Aside } from "../model/aside";
import type { SettingKey, Traits } from "../model/setting-keys";
import type { Gravity, List, SyncState } from "../model/sync-state";
import { readBlocking } from "./read-blocking";
import { readConfig } from "./read-config";
import { readGroups } from "./groups";
import { readClients, readDomains, readLists, unsendable } from "./read-rows";

/** What one Pi-hole answered, parsed as JSON and not yet believed. */
export interface PiholeAnswers {
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

export interface StateReading {
  readonly state: SyncState;
  readonly traits: Traits;
  /** This Pi-hole's own ids of its groups, by name. */
  readonly groupIds: ReadonlyMap<string, number>;
  /** What the cluster cannot share: rows that cannot be read, and of those that are in `state` what cannot be sent. */
  readonly aside: readonly Aside[];
}

/**
 * The shared state of one Pi-hole: the same state is the same bytes, whatever its row ids are. Throws ReadError if
 * any table is missing, partial or odd; a few rows that cannot be read are set aside. With `settled` a membership
 * in a group that is not there is one of these, and not taken for a change that is under way.
 */
export function readSyncState(
  answers: PiholeAnswers,
  gravityOf: (lists: readonly List[]) => Gravity,
  settled = false,
): StateReading {
  const groups = readGroups(answers.groups, settled);
  const { settings, traits, aside: unknown } = readConfig(answers.config, answers.hidden);
  const lists = readLists(answers.lists, groups);
  const domains = readDomains(answers.domains, groups);
  const clients = readClients(answers.clients, groups);
  const state: SyncState = {
    groups: groups.groups,
    lists: lists.rows,
    domains: domains.rows,
    clients: clients.rows,
    settings,
    blocking: readBlocking(answers.blocking),
    gravity: gravityOf(lists.rows),
  };
  const large = groups.groups.flatMap(({ name: item, comment }) => {
    const why = unsendable(item, { comment, groups: [] });
    return why ? [{ table: "groups", item, why: why.words }] : [];
  });
  const aside = [...large, ...lists.aside, ...domains.aside, ...clients.aside, ...unknown];
  return { state, traits, groupIds: groups.idOf, aside };
}
