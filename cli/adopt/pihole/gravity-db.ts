import type { DatabaseSync } from "node:sqlite";
import { errorText } from "../../../runtime/contract/error-text";
import { groupsOf, tablesOf, type DatabaseRow, type Tables } from "./database-tables";

/** How gravity.db counts the kinds of domains. */
export const kinds = [
  { type: "allow", kind: "exact" },
  { type: "deny", kind: "exact" },
  { type: "allow", kind: "regex" },
  { type: "deny", kind: "regex" },
] as const;

/**
 * What people have entered into a gravity.db of v5 or v6; what gravity has built of it is not read. Opens it for
 * reading alone. Throws, with the path, if it is no such database.
 */
export function readGravityDb(file: string): Tables {
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  try {
    const db = new DatabaseSync(file, { readOnly: true, allowExtension: false });
    try {
      // Somebody else has made it: nothing in its schema may run (see `requirePlain` too).
      db.exec("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;");
      return tablesOf(rawTables(db));
    } finally {
      db.close();
    }
  } catch (error) {
    throw new Error(`${file}: not a readable gravity.db of Pi-hole's: ${errorText(error)}`, { cause: error });
  }
}

/** Throws if a row of it is computed when it is read, which may take any time and memory: a view, or such a column. */
function requirePlain(db: DatabaseSync, table: string): void {
  const found = db.prepare("SELECT type FROM pragma_table_list WHERE name = ?").all(table);
  const computed = db.prepare("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 0").all(table);
  if (found.length !== 1 || found[0]!["type"] !== "table" || computed.length > 0)
    throw new Error(`${table}: a plain table is expected`);
}

function rawTables(db: DatabaseSync): unknown {
  const rows = (table: string): DatabaseRow[] => {
    requirePlain(db, table);
    const damage = db.prepare(`PRAGMA quick_check("${table}")`).get() as DatabaseRow | undefined;
    const words = Object.values(damage ?? {})[0];
    if (words !== "ok") throw new Error(`${table}: ${String(words)}`);
    return db.prepare(`SELECT * FROM "${table}"`).all() as DatabaseRow[];
  };
  const withGroups = (table: string): DatabaseRow[] => {
    const groupsIn = groupsOf(table, rows(`${table}_by_group`));
    return rows(table).map((row) => ({
      ...row,
      groups: groupsIn(row),
      enabled: row["enabled"] !== 0,
    }));
  };
  return {
    groups: rows("group").map((row) => ({
      ...row,
      comment: row["description"],
      enabled: row["enabled"] !== 0,
    })),
    // Before v6, every list was one that blocks.
    lists: withGroups("adlist").map((row) => ({ ...row, type: row["type"] === 1 ? "allow" : "block" })),
    domains: withGroups("domainlist").map((row) => ({ ...row, ...kinds[Number(row["type"])] })),
    clients: withGroups("client").map((row) => ({ ...row, client: row["ip"] })),
  };
}
