import { settingChanges } from "./equal";
import type { Traits } from "./settings";
import type { SyncState } from "./state";
import { keyText, ofEachTable, type Rules } from "./tables";

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
  /** Also rows that stay and decide nothing any more: disabled, or in no group. */
  readonly removed: number;
  readonly of: number;
  /** Nothing would be left. */
  readonly emptied: boolean;
  /** Some of them stay, without effect. */
  readonly disabled?: true;
  /** Together with what went within the last hour. */
  readonly hour?: true;
}

/** What a plan would remove from the follower, for every table and array setting that loses anything. */
export function removals(leader: SyncState, follower: SyncState, traits: Traits): Removal[] {
  return [
    groupRemoval(leader, follower),
    ...ofEachTable((rules) => rowRemoval(rules, leader, follower)),
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
export function removalWords({ table, removed, of, emptied, disabled, hour }: Removal): string {
  const rows = emptied ? `all ${of}` : `${removed} of ${of}`;
  return `${table}: ${rows} would be removed${disabled ? " or lose their effect" : ""}${hour ? " within an hour" : ""}`;
}

const removal = (table: string, removed: number, of: number, left: number): Removal => ({
  table,
  removed,
  of,
  emptied: left === 0,
});

function rowRemoval<Row>(rules: Rules<Row>, leader: SyncState, follower: SyncState): Removal {
  const after = new Map(rules.rows(leader).map((row) => [keyText(rules.key(row)), row]));
  let [gone, lost, had] = [0, 0, 0];
  for (const row of rules.rows(follower)) {
    const next = after.get(keyText(rules.key(row)));
    const effective = rules.effective(row);
    if (effective) had++;
    if (next === undefined) gone++;
    else if (effective && !rules.effective(next)) lost++;
  }
  const left = rules.rows(leader).some(rules.effective);
  const of = rules.rows(follower).length;
  const emptied = after.size === 0 || (had > 1 && !left);
  return { table: rules.table, removed: gone + lost, of, emptied, ...(lost > 0 ? { disabled: true } : {}) };
}

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
