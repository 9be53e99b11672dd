import type { TableName } from "../../gravity/tables";

/** Which rows of a table a path means. */
export interface Target {
  readonly table: TableName;
  /** The database's numbers of the types meant; undefined: the table has none. */
  readonly types?: readonly number[];
  readonly item?: string;
  /** Precise enough to change something. */
  readonly precise: boolean;
}

export const domainTypes = ["allow", "deny"] as const;
export const domainKinds = ["exact", "regex"] as const;
export const listTypes = ["block", "allow"] as const;

/** The number that stands for type and kind in the database: 0 and 1 are exact, 2 and 3 regex; odd ones deny. */
export const domainType = (type: string, kind: string): number | undefined => {
  const [t, k] = [indexIn(domainTypes, type), indexIn(domainKinds, kind)];
  return t < 0 || k < 0 ? undefined : k * 2 + t;
};

export const indexIn = (names: readonly string[], name: string): number => names.indexOf(name.toLowerCase());

/** Reads the path after /api/ and the query's `type`; undefined: there is no such type. */
export function parseTarget(path: readonly string[], type: string | null): Target | undefined {
  const table = path[0] as TableName;
  if (table === "domains") return domainTarget(path.slice(1));
  const item = path.length > 1 ? path.slice(1).join("/") : undefined;
  if (table !== "lists") return { table, item, precise: true };
  if (type === null) return { table, types: [0, 1], item, precise: false };
  const number = indexIn(listTypes, type);
  return number < 0 ? undefined : { table, types: [number], item, precise: true };
}

/** /api/domains[/type][/kind][/domain]. */
function domainTarget(rest: readonly string[]): Target {
  const type = (domainTypes as readonly string[]).indexOf(rest[0] ?? "");
  const afterType = type < 0 ? rest : rest.slice(1);
  const kind = (domainKinds as readonly string[]).indexOf(afterType[0] ?? "");
  const afterKind = kind < 0 ? afterType : afterType.slice(1);
  const types = [0, 1, 2, 3].filter(
    (each) => (type < 0 || each % 2 === type) && (kind < 0 || each >> 1 === kind),
  );
  const item = afterKind.length > 0 ? afterKind.join("/") : undefined;
  return { table: "domains", types, item, precise: types.length === 1 };
}
