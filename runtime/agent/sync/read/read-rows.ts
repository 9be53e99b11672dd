import * as z from "zod";
import type { Aside, AsidePlace } from "../model/aside";
import { longestBody } from "../model/setting-size";
import { shownName } from "../model/shown";
import type { Client, Domain, List } from "../model/sync-state";
import { readAs, ReadError } from "./read-answer";
import { byCodeUnits, comment, sorted } from "./common";
import type { Groups } from "./groups";

const groups = z.array(z.int());

const list = z.object({
  address: z.string(),
  type: z.enum(["block", "allow"]),
  comment,
  groups,
  enabled: z.boolean(),
  status: z.int(),
});
const domain = z.object({
  domain: z.string(),
  type: z.enum(["allow", "deny"]),
  kind: z.enum(["exact", "regex"]),
  comment,
  groups,
  enabled: z.boolean(),
});
const client = z.object({ client: z.string(), comment, groups });

/** Downloaded, unchanged, or not reachable with the old content kept; 0 is not yet, 4 is not reachable and nothing kept. */
const built: readonly number[] = [1, 2, 3];

/** A table's rows, and what of it the cluster cannot share. */
export interface ReadRows<Row> {
  readonly rows: Row[];
  /** Also rows that are in `rows`: they can be read, and not sent. */
  readonly aside: readonly Aside[];
}

/** Reads GET /api/lists. Throws ReadError. */
export const readLists = (answer: unknown, known: Groups): ReadRows<List> =>
  readRows(answer, known, {
    table: "lists",
    schema: list,
    place: ({ address, type }) => ({ table: "lists", item: address, type }),
    row: ({ address, type, comment, enabled, status }, groups) => ({
      address,
      type,
      comment,
      enabled,
      groups,
      built: built.includes(status),
    }),
    key: ({ address, type }) => [address, type],
  });

/** Reads GET /api/domains. Throws ReadError. */
export const readDomains = (answer: unknown, known: Groups): ReadRows<Domain> =>
  readRows(answer, known, {
    table: "domains",
    schema: domain,
    place: ({ domain, type, kind }) => ({ table: "domains", item: domain, type, kind }),
    row: ({ domain, type, kind, comment, enabled }, groups) => ({
      domain,
      type,
      kind,
      comment,
      enabled,
      groups,
    }),
    key: ({ domain, type, kind }) => [domain, type, kind],
  });

/** Reads GET /api/clients. Throws ReadError. */
export const readClients = (answer: unknown, known: Groups): ReadRows<Client> =>
  readRows(answer, known, {
    table: "clients",
    schema: client,
    place: ({ client }) => ({ table: "clients", item: client }),
    row: ({ client, comment }, groups) => ({ client, comment, groups }),
    key: ({ client }) => [client],
  });

interface Reader<Told, Row> {
  readonly table: "lists" | "domains" | "clients";
  readonly schema: z.ZodType<Told>;
  readonly place: (told: Told) => AsidePlace;
  readonly row: (told: Told, groups: string[]) => Row;
  readonly key: (row: Row) => readonly string[];
}

function readRows<Told extends { comment: string | null; groups: number[] }, Row>(
  answer: unknown,
  { nameOf, settled }: Groups,
  { table, schema, place, row, key }: Reader<Told, Row>,
): ReadRows<Row> {
  const { told, aside } = readable(table, schema, answer);
  const rows: Row[] = [];
  const memberships = new Map<string, string[]>();
  for (const each of told) {
    const text = each.groups.join(",");
    const names = memberships.get(text) ?? namesOf(each.groups, nameOf);
    if (typeof names === "number") {
      const { item } = place(each);
      if (!settled)
        throw new ReadError(
          `${table}: ${shownName(item)}: is in group ${names}, which is not among the groups read`,
          `${table}: a row is in group ${names}, which is not among the groups read`,
        );
      aside.push({ ...place(each), why: `is in group ${names}, which is not there` });
      continue;
    }
    memberships.set(text, names);
    const why = unsendable(place(each).item, each);
    if (why === undefined || why.kept) rows.push(row(each, names));
    if (why) aside.push({ ...place(each), why: why.words });
  }
  return { rows: sorted(rows, key), aside };
}

/** So many rows of a table may be unreadable, and it is taken for a table all the same. */
const mostUnreadable = (rows: number): number => Math.min(rows - 1, Math.max(5, rows / 100));

/** The rows that `schema` fits, and what can be told of the others. Throws ReadError if that is no table. */
function readable<Told>(
  table: string,
  schema: z.ZodType<Told>,
  answer: unknown,
): { readonly told: readonly Told[]; readonly aside: Aside[] } {
  const whole = z.object({ [table]: z.array(schema) });
  const { data } = whole.safeParse(answer);
  if (data?.[table]) return { told: data[table], aside: [] };
  const some = readAs(table, z.object({ [table]: z.array(z.unknown()) }), answer)[table] ?? [];
  const told: Told[] = [];
  const aside: Aside[] = [];
  for (const [i, each] of some.entries()) {
    const parsed = schema.safeParse(each);
    if (parsed.success) told.push(parsed.data);
    else aside.push({ ...placeIn(table, each, i), why: `cannot be read: ${issueWords(parsed.error)}` });
  }
  if (aside.length > mostUnreadable(some.length)) readAs(table, whole, answer);
  return { told, aside };
}

const named = z.looseObject({ type: z.string().optional(), kind: z.string().optional() });

/** Where a row is that cannot be read; by its number if not even its name can. */
function placeIn(table: string, row: unknown, index: number): AsidePlace {
  const { data = {} } = named.safeParse(row);
  const { address, domain, client } = data as Readonly<Record<string, unknown>>;
  const item = address ?? domain ?? client;
  const { type, kind } = data;
  return { table, item: typeof item === "string" ? item : `row ${index + 1}`, type, kind };
}

function issueWords({ issues: [first] }: z.ZodError): string {
  const where = first && first.path.length > 0 ? `${first.path.join(".")}: ` : "";
  return `${where}${first?.message ?? "unreadable"}`;
}

/** A character of JSON takes at most so many bytes. */
const bytesPerCharacter = 6;
/** Besides item, comment and groups. */
const frameBytes = 512;

/** Why no other node can be given this row or group; `kept` if it can be read, and stays part of this node's own state. */
export function unsendable(
  item: string,
  { comment, groups }: { readonly comment: string | null; readonly groups: readonly number[] },
): { readonly words: string; readonly kept: boolean } | undefined {
  // What is no UTF-8 comes as this character, and the row cannot be asked for by what it came as.
  if (item.includes("\ufffd")) return { words: "has characters that are no text (UTF-8)", kept: false };
  const most = (item.length + (comment?.length ?? 0)) * bytesPerCharacter + groups.length * 12 + frameBytes;
  if (most <= longestBody) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify([item, comment, groups])) + frameBytes;
  if (bytes <= longestBody) return undefined;
  return { words: `${bytes} bytes are more than Pi-hole takes in one request`, kept: true };
}

/** The names of these groups, or the id of which there is none. */
function namesOf(ids: readonly number[], nameOf: ReadonlyMap<number, string>): string[] | number {
  const names: string[] = [];
  for (const id of new Set(ids)) {
    const name = nameOf.get(id);
    if (name === undefined) return id;
    names.push(name);
  }
  return names.sort(byCodeUnits);
}
