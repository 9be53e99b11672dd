import type { DatabaseSync } from "node:sqlite";

interface OfBoth {
  readonly total: number;
  readonly enabled: number;
}

export interface Counts {
  /** As /api/info/ftl has it. */
  readonly database: {
    readonly gravity: number;
    readonly groups: number;
    readonly lists: number;
    readonly clients: number;
    readonly domains: { readonly allowed: OfBoth; readonly denied: OfBoth };
    readonly regex: { readonly allowed: OfBoth; readonly denied: OfBoth };
  };
  /** When gravity last ran, in seconds since the epoch; 0: never. */
  readonly updated: number;
}

const none: OfBoth = { total: 0, enabled: 0 };

/** What FTL says until it has counted. */
export const noCounts: Counts = {
  database: {
    gravity: 0,
    groups: 0,
    lists: 0,
    clients: 0,
    domains: { allowed: none, denied: none },
    regex: { allowed: none, denied: none },
  },
  updated: 0,
};

const failed = -2;
const noneOfBoth: OfBoth = { total: failed, enabled: failed };

/** What FTL says where its database cannot be read. */
export const failedCounts: Counts = {
  database: {
    gravity: failed,
    groups: failed,
    lists: failed,
    clients: failed,
    domains: { allowed: noneOfBoth, denied: noneOfBoth },
    regex: { allowed: noneOfBoth, denied: noneOfBoth },
  },
  updated: -1,
};

/** Counts what the gravity database has; gravity's own names were counted by its last run. */
export function countAll(db: DatabaseSync): Counts {
  const info = (property: string): number =>
    Number(db.prepare("SELECT value FROM info WHERE property = ?").get(property)?.value ?? 0);
  const count = (from: string): number => Number(db.prepare(`SELECT COUNT(*) AS n FROM ${from}`).get()?.n);
  const ofType = (type: number): OfBoth => ({
    total: count(`domainlist WHERE type = ${type}`),
    enabled: count(`domainlist WHERE type = ${type} AND enabled = 1`),
  });
  return {
    database: {
      gravity: info("gravity_count"),
      groups: count('"group" WHERE enabled = 1'),
      lists: count("adlist WHERE enabled = 1"),
      clients: count("client"),
      domains: { allowed: ofType(0), denied: ofType(1) },
      regex: { allowed: ofType(2), denied: ofType(3) },
    },
    updated: info("updated"),
  };
}
