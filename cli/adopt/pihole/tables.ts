import * as z from "zod";
import type { Found } from "../../../runtime/contract/adopt";

/*
 * Pi-hole's tables as its API and its database of lists give them: rows point at groups by number. What follows here
 * points at them by name.
 */

/** Pi-hole cannot be told an empty comment, so one that came another way is none. */
const comment = z
  .string()
  .nullish()
  .transform((text) => text || null);
const groups = z.array(z.int());

const schema = z.object({
  groups: z.array(z.object({ id: z.int(), name: z.string(), comment, enabled: z.boolean() })),
  lists: z.array(
    z.object({
      address: z.string(),
      type: z.enum(["block", "allow"]),
      comment,
      groups,
      enabled: z.boolean(),
    }),
  ),
  domains: z.array(
    z.object({
      domain: z.string(),
      type: z.enum(["allow", "deny"]),
      kind: z.enum(["exact", "regex"]),
      comment,
      groups,
      enabled: z.boolean(),
    }),
  ),
  clients: z.array(z.object({ client: z.string(), comment, groups })),
});

export type Tables = Required<Pick<Found, "groups" | "lists" | "domains" | "clients">>;

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
