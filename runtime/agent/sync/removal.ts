import { settingChanges } from "./equal";
import type { Traits } from "./settings";
import type { SyncState } from "./state";
import { compareRows, ofEachTable } from "./tables";

/** When a plan takes too much away to be applied without being asked. */
export interface RemovalLimits {
  /** Of a table's rows, 0 to 1: more than that is refused … */
  readonly share: number;
  /** … from this many rows on. */
  readonly rows: number;
}

export const defaultRemovalLimits: RemovalLimits = { share: 0.3, rows: 10 };

/** What would go from one table, or from one setting that is an array. */
export interface Removal {
  readonly table: string;
  readonly removed: number;
  readonly of: number;
  /** Nothing would be left. */
  readonly emptied: boolean;
}

/** What a plan would remove from the follower, for every table and array setting that loses anything. */
export function removals(leader: SyncState, follower: SyncState, traits: Traits): Removal[] {
  return [
    groupRemoval(leader, follower),
    ...ofEachTable((rules) => {
      const of = rules.rows(follower).length;
      const { removed } = compareRows(rules, leader, follower);
      return removal(rules.table, removed.length, of, rules.rows(leader).length);
    }),
    ...settingChanges(leader, follower, traits).map(({ key, from, to }) =>
      Array.isArray(from) && Array.isArray(to)
        ? removal(key, missing(from, to), from.length, to.length)
        : removal(key, 0, 0, 0),
    ),
  ].filter(({ removed }) => removed > 0);
}

/** Those of them that are refused; empty where the plan may be applied. */
export function refused(all: readonly Removal[], limits: RemovalLimits): Removal[] {
  return all.filter(
    ({ removed, of, emptied }) =>
      (emptied && of > 1) || (removed >= limits.rows && removed > of * limits.share),
  );
}

/** For people: `domains: 120 of 200 would be removed`. */
export const removalWords = ({ table, removed, of, emptied }: Removal): string =>
  emptied ? `${table}: all ${of} would be removed` : `${table}: ${removed} of ${of} would be removed`;

const removal = (table: string, removed: number, of: number, left: number): Removal => ({
  table,
  removed,
  of,
  emptied: left === 0,
});

/** The default group cannot be removed, and is no loss where it is renamed. */
function groupRemoval(leader: SyncState, follower: SyncState): Removal {
  const names = ({ groups }: SyncState): string[] =>
    groups.filter(({ isDefault }) => !isDefault).map(({ name }) => name);
  const [kept, present] = [new Set(names(leader)), names(follower)];
  const removed = present.filter((name) => !kept.has(name));
  return removal("groups", removed.length, present.length, kept.size);
}

/** How many of `from` are not in `to`, of equal ones as many as there are fewer. */
function missing(from: readonly string[], to: readonly string[]): number {
  const counts = new Map<string, number>();
  to.forEach((item) => counts.set(item, (counts.get(item) ?? 0) + 1));
  return from.filter((item) => {
    const left = counts.get(item) ?? 0;
    counts.set(item, left - 1);
    return left <= 0;
  }).length;
}
