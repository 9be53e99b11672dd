import type { GravityDatabase } from "../../gravity/database";
import { writeRow, type NewRow } from "../../gravity/tables";
import { fail, type Reply, type Request } from "../exchange";
import { checkItems } from "./items";
import { readTable, words } from "./read";
import { domainType, type Target } from "./target";

const fields = { groups: "name", lists: "address", domains: "domain", clients: "client" } as const;
type Json = Readonly<Record<string, unknown>>;

/** What a POST or PUT asks for, or its refusal. */
export interface Write {
  readonly items: readonly string[];
  readonly row: Omit<NewRow, "item">;
  /** Why none of the items can be written, in FTL's words. */
  readonly problem?: string;
}

/** Reads the body of a POST (items in it) or PUT (item in the path). */
export function parseWrite(target: Target, method: string, json: Json): Write | Reply {
  const raw = method === "PUT" ? [target.item] : itemsOf(json[fields[target.table]]);
  if (raw === undefined) {
    const field = `"${fields[target.table]}"`;
    const message = `Invalid request: No valid ${field} in payload (must be either string or array)`;
    return fail(400, "bad_request", message);
  }
  const type = target.types?.[0];
  const checked = checkItems(target.table, target.table === "domains" && (type ?? 0) > 1, raw);
  if ("key" in checked) return fail(400, checked.key, checked.message, checked.hint);
  const moved = target.table === "domains" && method === "PUT" ? movedFrom(json) : {};
  return {
    items: checked.items,
    problem: moved.problem,
    row: {
      comment: text(json.comment) ?? null,
      enabled: typeof json.enabled === "boolean" ? json.enabled : true,
      type,
      oldType: moved.type,
      name: target.table === "groups" && method === "PUT" ? text(json.name) : undefined,
      groups: groupsOf(json.groups),
    },
  };
}

export interface WriteParts {
  readonly database: GravityDatabase;
  /** Whether the next change meets a lock, for which FTL does not wait. */
  readonly isLocked: () => boolean;
}

const locked = "database is locked";

/** Writes each item on its own; 201 or 200 whatever became of them: `processed` says it. */
export function applyWrite(
  { database, isLocked }: WriteParts,
  target: Target,
  { items, row, problem }: Write,
  { method, rawPath }: Request,
): Reply {
  const upsert = method === "PUT";
  const success: { item: string }[] = [];
  const errors: { item: string; error: string }[] = [];
  for (const item of items) {
    try {
      if (problem !== undefined) throw new Error(problem);
      if (isLocked()) throw new Error(locked);
      const asFarAsGroups = row.groups !== undefined && isLocked();
      const groups = asFarAsGroups ? undefined : row.groups;
      writeRow(database.handle, target.table, { ...row, item, groups }, upsert);
      if (asFarAsGroups) throw new Error(locked);
      success.push({ item });
    } catch (error) {
      errors.push({ item, error: words(error) });
    }
  }
  // As FTL does, only the last item is read back (and a renamed group, which is no longer of that name, is not found).
  const item = items.at(-1) ?? "";
  const answer = readTable(
    database,
    upsert ? 200 : 201,
    { ...target, item },
    { processed: { errors, success } },
  );
  return { ...answer, headers: { Location: upsert ? rawPath : `${rawPath}/${encodeURIComponent(item)}` } };
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  return text(value) === undefined ? undefined : [value];
}

/** The row ids of groups: what is no number is skipped, no array means none. */
function groupsOf(value: unknown): readonly number[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value)
    ? value.filter((each): each is number => typeof each === "number").map(Math.trunc)
    : [];
}

/** A PUT's type and kind say what the row was; both or none. */
function movedFrom(json: Json): { readonly type?: number; readonly problem?: string } {
  const [type, kind] = [text(json.type), text(json.kind)];
  if (type === undefined && kind === undefined) return {};
  if (type === undefined) return { problem: "Field type missing from request" };
  if (kind === undefined) return { problem: "Field oldkind missing from request" };
  const number = domainType(type, kind);
  return number === undefined ? { problem: "Cannot interpret type/kind" } : { type: number };
}
