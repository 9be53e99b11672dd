import { deleteRows, type TableName } from "../../gravity/tables";
import { fail, reply, type Reply } from "../exchange";
import { words } from "./read";
import type { WriteParts } from "./write";
import { domainType, indexIn, listTypes, type Target } from "./target";

interface Key {
  readonly item: string;
  readonly type?: number;
}

const refuse = (what: string): Reply =>
  fail(400, "bad_request", `Invalid request: Batch delete requires ${what}`);

/** Reads the body of a :batchDelete; all of it is well-formed, or none of it is done. */
export function parseBatch(table: TableName, json: unknown): readonly Key[] | Reply {
  if (!Array.isArray(json)) {
    return refuse("an array of objects");
  }
  const keys: Key[] = [];
  for (const each of json as readonly unknown[]) {
    if (typeof each !== "object" || each === null) return refuse("an array of objects");
    const { item, type, kind } = each as Readonly<Record<string, unknown>>;
    if (typeof item !== "string") return refuse('an array of objects with "item" as string');
    if (table !== "domains") {
      keys.push({ item, type: typeof type === "string" ? indexIn(listTypes, type) : -1 });
      continue;
    }
    if (typeof type !== "string" || typeof kind !== "string") {
      return refuse('an array of objects with "type" and "kind" as string');
    }
    const number = domainType(type, kind);
    if (number === undefined) return refuse('an valid combination of "type" and "kind" for each object');
    keys.push({ item, type: number });
  }
  return keys;
}

export const keyOf = ({ item = "", types }: Target): Key => ({ item, type: types?.[0] });

/** 204, or 404 where none of them was there. As FTL's, also 204 if they stay because the database is locked at the end. */
export function remove({ database, isLocked }: WriteParts, table: TableName, keys: readonly Key[]): Reply {
  try {
    if (isLocked()) return reply(204);
    return deleteRows(database.handle, table, keys) > 0 ? reply(204) : reply(404, {});
  } catch (error) {
    return fail(400, "database_error", "Could not remove entries from table", words(error));
  }
}
