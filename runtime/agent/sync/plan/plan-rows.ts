import { reachableByPath } from "../model/url-safe-key";
import { alike, chunks, deletionsAtOnce, itemsAtOnce } from "../apply/chunk";
import type { SyncStep } from "./step";
import type { SyncState } from "../model/sync-state";
import { compareRows, type TableRules } from "../model/table-rules";

export interface RowPlan {
  /** Of what would be in the way of what is added. */
  readonly deletionsFirst: readonly SyncStep[];
  readonly changes: readonly SyncStep[];
  /** Of all else: if a round is cut off, by a power cut say, too much is there and not too little. */
  readonly deletionsLast: readonly SyncStep[];
}

/** What makes one of the follower's tables the leader's, where the leader's groups are there. */
export function planRows<Row>(rules: TableRules<Row>, leader: SyncState, follower: SyncState): RowPlan {
  const { added, removed, changed } = compareRows(rules, leader, follower);
  const after = changed.map((change) => change.after);
  const byPath = (row: Row): boolean => reachableByPath(rules.key(row).item);
  const replaced = after.filter((row) => !byPath(row));
  // Pi-hole tells items apart by more than their letters, but not every version does by the same.
  const letters = (row: Row): string => rules.key(row).item.toLowerCase();
  const coming = new Set(added.map(letters));
  const inTheWay = removed.filter((row) => coming.has(letters(row)));
  const deletions = (rows: readonly Row[]): SyncStep[] =>
    chunks(rows.map(rules.key), deletionsAtOnce).map((keys) => ({
      kind: "delete",
      table: rules.table,
      keys,
    }));
  return {
    deletionsFirst: deletions([...inTheWay, ...replaced]),
    changes: [...additions(rules, [...added, ...replaced]), ...after.filter(byPath).map(rules.set)],
    deletionsLast: deletions(removed.filter((row) => !inTheWay.includes(row))),
  };
}

function additions<Row>(rules: TableRules<Row>, rows: readonly Row[]): SyncStep[] {
  const groups = alike(rows, (row) => JSON.stringify(rules.content(row)));
  return groups.flatMap((some) => chunks(some, itemsAtOnce).map(rules.add));
}
