import { settingChanges } from "../model/equal";
import type { Traits } from "../model/setting-keys";
import type { SyncState } from "../model/sync-state";
import { compareRows, ofEachTable, type TableRules } from "../model/table-rules";

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

/** Those of them that are refused; empty if the plan may be applied. */
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

function rowRemoval<Row>(rules: TableRules<Row>, leader: SyncState, follower: SyncState): Removal {
  const [theirs, ours] = [rules.rows(leader), rules.rows(follower)];
  const { removed, changed } = compareRows(rules, leader, follower);
  const lost = changed.filter(({ before, after }) => rules.effective(before) && !rules.effective(after));
  const gone = removed.length + lost.length;
  const emptied =
    gone > 0 &&
    (theirs.length === 0 || (ours.filter(rules.effective).length > 1 && !theirs.some(rules.effective)));
  const disabled = lost.length > 0 ? ({ disabled: true } as const) : {};
  return { table: rules.table, removed: gone, of: ours.length, emptied, ...disabled };
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
