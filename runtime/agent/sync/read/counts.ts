import * as z from "zod";
import type { SyncState } from "../model/sync-state";
import { readAs, ReadError } from "./read-answer";

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

/** In ms. Pi-hole counts its tables within a second of a start; until then all counts are zero. */
const countedAfter = 10_000;
const totals = z.object({
  ftl: z.object({
    uptime: z.number(),
    database: z.object({
      gravity: z.number(),
      groups: z.number(),
      lists: z.number(),
      clients: z.number(),
    }),
  }),
});

/**
 * Throws ReadError if Pi-hole has not counted its tables yet (GET /api/info/ftl), or could not: a negative count means
 * that its database cannot be read.
 */
export function assertCounted(answer: unknown): void {
  const { uptime, database } = readAs("ftl", totals, answer).ftl;
  const { gravity, groups, lists, clients } = database;
  const counts = [gravity, groups, lists, clients];
  if (counts.some((count) => count < 0))
    throw new ReadError("ftl: Pi-hole cannot read its database of lists");
  if (uptime < countedAfter && counts.every((count) => count === 0))
    throw new ReadError("ftl: Pi-hole has not counted its lists yet");
}

/**
 * Compares what was read with Pi-hole's own counts (GET /api/info/ftl). Throws ReadError if a table was told to be
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
