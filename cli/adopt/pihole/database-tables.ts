import * as z from "zod";
import type { FoundContent } from "../../../runtime/contract/adoption";
import {
  clientSchema,
  domainSchema,
  groupSchema,
  listRowSchema,
} from "../../../runtime/contract/pihole-rows";

/*
 * Pi-hole's tables as its API and its database of lists give them: rows refer to groups by number. The cluster's own
 * rows refer to them by name.
 */

/** Pi-hole refuses an empty comment, so an empty one that is there all the same counts as none. */
const comment = z
  .string()
  .nullish()
  .transform((text) => text || null);
const own = { comment, groups: z.array(z.int()) };

const schema = z.object({
  groups: z.array(groupSchema.omit({ isDefault: true }).extend({ id: z.int(), comment })),
  lists: z.array(listRowSchema.extend(own)),
  domains: z.array(domainSchema.extend(own)),
  clients: z.array(clientSchema.extend(own)),
});

export type Tables = Required<Pick<FoundContent, "groups" | "lists" | "domains" | "clients">>;

/** Throws if a table is missing, a row is odd, or there is no group 0. */
export function tablesOf(answer: unknown): Tables {
  const { data, error } = schema.safeParse(answer);
  if (!data) throw new Error(`not tables of Pi-hole's: ${z.prettifyError(error)}`);
  if (!data.groups.some(({ id }) => id === 0))
    throw new Error("groups: Pi-hole's default group (0) is missing");
  const nameOf = new Map(data.groups.map(({ id, name }) => [id, name]));
  // A group that is not there gets a name that no group has, and is named to the person with its row.
  const named = <Row extends { readonly groups: readonly number[] }>(rows: readonly Row[]) =>
    rows.map((row) => ({ ...row, groups: row.groups.map((id) => nameOf.get(id) ?? `number ${id}`) }));
  return {
    groups: data.groups.map(({ id, ...group }) => ({ ...group, isDefault: id === 0 })),
    lists: named(data.lists),
    domains: named(data.domains),
    clients: named(data.clients),
  };
}

/** A row as a database has it. */
export type DatabaseRow = Readonly<Record<string, unknown>>;

/** Gives the groups of a table's rows, from the rows of its `TABLE_by_group`. */
export function groupsOf(
  table: string,
  memberships: readonly DatabaseRow[],
): (row: DatabaseRow) => readonly unknown[] {
  const groups = new Map<unknown, unknown[]>();
  for (const row of memberships) {
    const id = row[`${table}_id`];
    groups.set(id, [...(groups.get(id) ?? []), row["group_id"]]);
  }
  return (row) => groups.get(row["id"]) ?? [];
}
