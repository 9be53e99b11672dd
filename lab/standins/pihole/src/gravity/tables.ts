import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";

export type TableName = "groups" | "lists" | "domains" | "clients";

interface Table {
  readonly sql: string;
  /** The column that holds what the API calls the item. */
  readonly item: string;
  readonly comment: string;
  readonly enabled: boolean;
  readonly type: boolean;
  /** Table and column of its memberships. */
  readonly link?: readonly [table: string, column: string];
}

const tables: Readonly<Record<TableName, Table>> = {
  groups: { sql: '"group"', item: "name", comment: "description", enabled: true, type: false },
  lists: {
    sql: "adlist",
    item: "address",
    comment: "comment",
    enabled: true,
    type: true,
    link: ["adlist_by_group", "adlist_id"],
  },
  domains: {
    sql: "domainlist",
    item: "domain",
    comment: "comment",
    enabled: true,
    type: true,
    link: ["domainlist_by_group", "domainlist_id"],
  },
  clients: {
    sql: "client",
    item: "ip",
    comment: "comment",
    enabled: false,
    type: false,
    link: ["client_by_group", "client_id"],
  },
};

/** A row as it is written; `type` is the database's number. */
export interface NewRow {
  readonly item: string;
  readonly comment: string | null;
  readonly enabled: boolean;
  readonly type?: number;
  /** PUT of a domain: the type of the row that is to become one of `type`. */
  readonly oldType?: number;
  /** PUT of a group: its new name. */
  readonly name?: string;
  /** undefined: the memberships stay as they are. */
  readonly groups?: readonly number[];
}

export interface ReadRow {
  readonly row: Readonly<Record<string, SQLOutputValue>>;
  readonly groups: readonly number[];
}

export interface Filter {
  readonly item?: string;
  readonly types?: readonly number[];
}

/** All rows that fit, with the ids of their groups. */
export function readRows(db: DatabaseSync, name: TableName, filter: Filter): ReadRow[] {
  const table = tables[name];
  const groups =
    table.link === undefined
      ? ""
      : `, (SELECT GROUP_CONCAT(group_id) FROM ${table.link[0]} g WHERE g.${table.link[1]} = t.id) AS group_ids`;
  const conditions = [
    ...(filter.item === undefined ? [] : [`${table.item} = :item`]),
    ...(filter.types === undefined ? [] : [`type IN (${filter.types.join(",")})`]),
  ];
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const statement = db.prepare(`SELECT *${groups} FROM ${table.sql} t${where} ORDER BY id`);
  const rows = statement.all(filter.item === undefined ? {} : { item: filter.item });
  return rows.map((row) => ({ row, groups: parseIds(row.group_ids) }));
}

const parseIds = (text: SQLOutputValue | undefined): number[] =>
  typeof text === "string"
    ? text
        .split(",")
        .map(Number)
        .sort((a, b) => a - b)
    : [];

/** Adds a row, or with `upsert` changes the one there is, and sets its groups: one transaction. Throws SQLite's words. */
export function writeRow(db: DatabaseSync, name: TableName, row: NewRow, upsert: boolean): void {
  const table = tables[name];
  db.exec("BEGIN IMMEDIATE");
  try {
    const { sql, values } = statementFor(table, row, upsert);
    db.prepare(sql).run(values);
    // As in FTL, the row is there even if a group does not exist: in the groups that were set before that one.
    const problem = table.link === undefined ? undefined : trySetGroups(db, table, row);
    db.exec("COMMIT");
    if (problem !== undefined) throw problem;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function statementFor(
  table: Table,
  row: NewRow,
  upsert: boolean,
): { sql: string; values: Record<string, SQLInputValue> } {
  if (upsert && row.name !== undefined && table === tables.groups) {
    const values = { item: row.item, name: row.name, enabled: Number(row.enabled), comment: row.comment };
    const set = "name = :name, enabled = :enabled, description = :comment";
    return { sql: `UPDATE "group" SET ${set} WHERE name = :item`, values };
  }
  const values: Record<string, SQLInputValue> = {
    [table.item]: row.item,
    [table.comment]: row.comment,
    ...(table.enabled ? { enabled: Number(row.enabled) } : {}),
    ...(table.type ? { type: (upsert ? row.oldType : undefined) ?? row.type ?? 0 } : {}),
  };
  const columns = Object.keys(values);
  const insert = `INSERT INTO ${table.sql} (${columns.join(",")}) VALUES (${columns.map((each) => `:${each}`).join(",")})`;
  if (!upsert) return { sql: insert, values };
  const key = table.type ? `${table.item},type` : table.item;
  const set = columns
    .filter((each) => each !== table.item)
    .map((each) => `${each} = :${each === "type" ? "newtype" : each}`);
  const all = table.type ? { ...values, newtype: row.type ?? 0 } : values;
  return { sql: `${insert} ON CONFLICT(${key}) DO UPDATE SET ${set.join(", ")}`, values: all };
}

function trySetGroups(db: DatabaseSync, table: Table, row: NewRow): unknown {
  if (row.groups === undefined || table.link === undefined) return undefined;
  const [link, column] = table.link;
  const type = table.type ? ` AND type = ${row.type ?? 0}` : "";
  const found = db.prepare(`SELECT id FROM ${table.sql} WHERE ${table.item} = ?${type}`).get(row.item);
  if (found === undefined) return new Error("not found");
  try {
    db.prepare(`DELETE FROM ${link} WHERE ${column} = ?`).run(found.id!);
    const insert = db.prepare(`INSERT INTO ${link} (${column}, group_id) VALUES (?, ?)`);
    for (const group of row.groups) insert.run(found.id!, group);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Deletes rows by item (and type, where the table has one), in one transaction. Gives how many there were. */
export function deleteRows(
  db: DatabaseSync,
  name: TableName,
  keys: readonly { readonly item: string; readonly type?: number }[],
): number {
  const table = tables[name];
  db.exec("BEGIN IMMEDIATE");
  try {
    let deleted = 0;
    const where = `${table.item} = :item${table.type ? " AND type = :type" : ""}`;
    const content = ["gravity", "antigravity"].map((each) =>
      db.prepare(
        `DELETE FROM ${each} WHERE adlist_id IN (SELECT id FROM adlist WHERE address = :item AND type = :type)`,
      ),
    );
    const statement = db.prepare(`DELETE FROM ${table.sql} WHERE ${where}`);
    for (const { item, type = -1 } of keys) {
      if (name === "lists") content.forEach((each) => each.run({ item, type }));
      deleted += Number(statement.run(table.type ? { item, type } : { item }).changes);
    }
    db.exec("COMMIT");
    return deleted;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
