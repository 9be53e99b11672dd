import { parsed } from "../../../common/json";

const fields = { groups: "name", clients: "client", lists: "address", domains: "domain" } as const;
export type Table = keyof typeof fields;
type Json = Readonly<Record<string, unknown>>;

/** Rows to be added. */
export interface Addition {
  readonly kind: "add";
  readonly table: Table;
  readonly items: readonly string[];
  /** Whether Pi-hole takes each of them for itself alone, so that they may come in several requests. */
  readonly divisible: boolean;
  /** The same request for some of them. */
  readonly body: (items: readonly string[]) => string;
  /** What they have in common, for one that is there already. */
  readonly rest: string;
}

export interface RowKey {
  readonly item: string;
  /** Absent: of any. */
  readonly type?: unknown;
  readonly kind?: unknown;
}

/** Rows to be deleted: those of a list of keys, or the one of the path. */
export interface Deletion {
  readonly kind: "delete";
  readonly table: Table;
  readonly keys: readonly RowKey[] | undefined;
}

/** A change of Pi-hole's rows, which may be sent again without harm. */
export type RowChange = Addition | Deletion | { readonly kind: "set" };

/**
 * The change of rows that a request asks for, spelt as Pi-hole's pages and programs spell it. Undefined if it asks for
 * something else, or if Pi-hole has to judge it as it is.
 */
export function rowChangeOf(method: string, target: string, body: Buffer): RowChange | undefined {
  const path = target.split("?")[0]!;
  const [, table, rest] = /^\/api\/(groups|clients|lists|domains)(\/[^?#]+|:batchDelete)?$/.exec(path) ?? [];
  if (!isTable(table)) return undefined;
  const isRow = rest !== undefined && (table === "domains" ? domainRow : anyRow).test(rest);
  if (method === "PUT") return isRow ? { kind: "set" } : undefined;
  if (method === "DELETE") return isRow ? { kind: "delete", table, keys: undefined } : undefined;
  if (method !== "POST") return undefined;
  const json = parsed(body.toString("utf8"));
  if (rest === ":batchDelete") return deletionOf(table, json);
  const isWhole = table === "domains" ? rest !== undefined && domainTable.test(rest) : rest === undefined;
  return isWhole ? additionOf(table, json, rest?.endsWith("regex") ?? false) : undefined;
}

const domainTable = /^\/(allow|deny)\/(exact|regex)$/;
const domainRow = /^\/(allow|deny)\/(exact|regex)\/[^/]+$/;
const anyRow = /^\/[^/]+$/;

const isTable = (name: string | undefined): name is Table => name !== undefined && name in fields;
const isObject = (json: unknown): json is Json =>
  typeof json === "object" && json !== null && !Array.isArray(json);
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function additionOf(table: Table, json: unknown, regex: boolean): Addition | undefined {
  if (!isObject(json)) return undefined;
  const field = fields[table];
  const { [field]: value, ...rest } = json;
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length === 0 || !items.every(isText)) return undefined;
  const asList = Array.isArray(value);
  return {
    kind: "add",
    table,
    items,
    // Pi-hole refuses all of them for a regex that it cannot read.
    divisible: !regex && items.every((item) => isTakenAlone(table, item)),
    body: (some) => JSON.stringify({ ...rest, [field]: asList ? some : some[0] }),
    rest: JSON.stringify(rest),
  };
}

/** Names for which Pi-hole does not refuse the whole request: it looks at all of them before it writes the first one. */
function isTakenAlone(table: Table, item: string): boolean {
  if (table === "groups") return true;
  return table === "domains" ? plainName.test(item) && item.length < 254 : !/\s/.test(item);
}

/** Without a hyphen at the third and fourth place of a label, which may be a coded name of its own kind. */
const plainName =
  /^(?!..--|.*\...--)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

function deletionOf(table: Table, json: unknown): Deletion | undefined {
  if (!Array.isArray(json) || json.length === 0) return undefined;
  const keys = (json as readonly unknown[]).map((each) =>
    isObject(each) && isText(each.item) ? { item: each.item, type: each.type, kind: each.kind } : undefined,
  );
  return keys.every((key) => key !== undefined) ? { kind: "delete", table, keys } : undefined;
}

/** The rows of a table as Pi-hole shows them that one of the keys names; all but the default group, which comes back. */
export function rowsLeft(table: Table, keys: readonly RowKey[] | undefined, answer: string): number {
  const json = parsed(answer);
  const rows = isObject(json) && Array.isArray(json[table]) ? (json[table] as readonly unknown[]) : [];
  const named = (row: Json): boolean =>
    keys === undefined ||
    keys.some(
      ({ item, type, kind }) =>
        row[fields[table]] === item &&
        (type === undefined || row.type === type) &&
        (kind === undefined || row.kind === kind),
    );
  return rows.filter((row) => isObject(row) && named(row) && !(table === "groups" && row.id === 0)).length;
}

/** When the only row of an answer was made, in seconds; undefined if there is none. */
export function madeAt(table: Table, answer: string): number | undefined {
  const json = parsed(answer);
  const rows = isObject(json) && Array.isArray(json[table]) ? (json[table] as readonly unknown[]) : [];
  const [row] = rows;
  return rows.length === 1 && isObject(row) && typeof row.date_added === "number"
    ? row.date_added
    : undefined;
}
