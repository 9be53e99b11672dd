import * as z from "zod";
import type { Client, Domain, List } from "../state";
import { readAs, ReadError } from "./answer";
import type { Groups } from "./groups";

/** Pi-hole cannot be told an empty comment, so one that came another way is none. */
export const comment = z
  .string()
  .nullable()
  .transform((text) => (text === "" ? null : text));
const groups = z.array(z.int());

const lists = z.object({
  lists: z.array(
    z.object({
      address: z.string(),
      type: z.enum(["block", "allow"]),
      comment,
      groups,
      enabled: z.boolean(),
      status: z.int(),
    }),
  ),
});
const domains = z.object({
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
});
const clients = z.object({ clients: z.array(z.object({ client: z.string(), comment, groups })) });

/** Downloaded, unchanged, or not reachable with the old content kept; 0 is not yet, 4 is not reachable and nothing kept. */
const built: readonly number[] = [1, 2, 3];

/** Reads GET /api/lists. Throws ReadError. */
export function readLists(answer: unknown, { nameOf }: Groups): List[] {
  const { lists: rows } = readAs("lists", lists, answer);
  return sorted(
    rows.map(({ address, type, comment, enabled, groups, status }) => ({
      address,
      type,
      comment,
      enabled,
      groups: names(`lists: ${address}`, groups, nameOf),
      built: built.includes(status),
    })),
    ({ address, type }) => [address, type],
  );
}

/** Reads GET /api/domains. Throws ReadError. */
export function readDomains(answer: unknown, { nameOf }: Groups): Domain[] {
  const { domains: rows } = readAs("domains", domains, answer);
  return sorted(
    rows.map(({ domain, type, kind, comment, enabled, groups }) => ({
      domain,
      type,
      kind,
      comment,
      enabled,
      groups: names(`domains: ${domain}`, groups, nameOf),
    })),
    ({ domain, type, kind }) => [domain, type, kind],
  );
}

/** Reads GET /api/clients. Throws ReadError. */
export function readClients(answer: unknown, { nameOf }: Groups): Client[] {
  const { clients: rows } = readAs("clients", clients, answer);
  return sorted(
    rows.map(({ client, comment, groups }) => ({
      client,
      comment,
      groups: names(`clients: ${client}`, groups, nameOf),
    })),
    ({ client }) => [client],
  );
}

/** An id that no group has means that the tables were read on both sides of a change. */
function names(row: string, ids: readonly number[], nameOf: ReadonlyMap<number, string>): string[] {
  return [...new Set(ids)]
    .map((id) => {
      const name = nameOf.get(id);
      if (name === undefined)
        throw new ReadError(`${row}: is in group ${id}, which is not among the groups read`);
      return name;
    })
    .sort(byCodeUnits);
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The rows by their keys, in an order that no locale changes. */
export function sorted<Row>(rows: readonly Row[], key: (row: Row) => readonly string[]): Row[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    const at = left.findIndex((part, i) => part !== right[i]);
    return at < 0 ? 0 : byCodeUnits(left[at]!, right[at]!);
  });
}
