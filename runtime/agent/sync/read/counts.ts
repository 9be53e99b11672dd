import * as z from "zod";
import type { SyncState } from "../state";
import { readAs, ReadError } from "./answer";

const ofBoth = z.object({
  allowed: z.object({ total: z.number() }),
  denied: z.object({ total: z.number() }),
});
/** Of lists those that are enabled. A count that failed is negative. */
const schema = z.object({
  ftl: z.object({
    database: z.object({
      lists: z.number(),
      clients: z.number(),
      domains: ofBoth,
      regex: ofBoth,
    }),
  }),
});

/**
 * Compares what was read with Pi-hole's own counts (GET /api/info/ftl). Throws ReadError where a table was told to be
 * empty and is not: as a leader's, it would take the last rows from every follower.
 */
export function assertNotEmptied(answer: unknown, { lists, domains, clients }: SyncState): void {
  const { database } = readAs("ftl", schema, answer).ftl;
  const { domains: exact, regex } = database;
  const tables = [
    ["lists", lists.length, [{ total: database.lists }]],
    ["domains", domains.length, [exact.allowed, exact.denied, regex.allowed, regex.denied]],
    ["clients", clients.length, [{ total: database.clients }]],
  ] as const;
  for (const [table, told, counted] of tables)
    if (told === 0 && counted.some(({ total }) => total > 0))
      throw new ReadError(`${table}: none was told, while Pi-hole counts some`);
}
