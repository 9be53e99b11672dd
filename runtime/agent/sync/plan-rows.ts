import { reachableByPath } from "./by-path";
import { alike, chunks, deletionsAtOnce, itemsAtOnce } from "./chunk";
import type { Step } from "./step";
import type { SyncState } from "./state";
import { compareRows, type Rules } from "./tables";

export interface RowPlan {
  /** To be done before anything is added that could collide. */
  readonly deletions: readonly Step[];
  readonly changes: readonly Step[];
}

/** What makes one of the follower's tables the leader's, where the leader's groups are there. */
export function planRows<Row>(rules: Rules<Row>, leader: SyncState, follower: SyncState): RowPlan {
  const { added, removed, changed } = compareRows(rules, leader, follower);
  const after = changed.map((change) => change.after);
  const byPath = (row: Row): boolean => reachableByPath(rules.key(row).item);
  const replaced = after.filter((row) => !byPath(row));
  return {
    deletions: chunks([...removed, ...replaced].map(rules.key), deletionsAtOnce).map((keys): Step => ({
      kind: "delete",
      table: rules.table,
      keys,
    })),
    changes: [...additions(rules, [...added, ...replaced]), ...after.filter(byPath).map(rules.set)],
  };
}

function additions<Row>(rules: Rules<Row>, rows: readonly Row[]): Step[] {
  const groups = alike(rows, (row) => JSON.stringify(rules.content(row)));
  return groups.flatMap((some) => chunks(some, itemsAtOnce).map(rules.add));
}
