import { blockedWords, clauseOf, type Wish } from "./search";
import type { HistoryStore } from "./store";

const top = 10;
const bars = 48;
const dayUs = 86_400e6;
/** To count millions would take a small host a minute, in which this process does nothing else. */
const mostCounted = 200_000;

export interface Counted {
  readonly text: string;
  readonly queries: number;
}

export interface Summary {
  readonly queries: number;
  readonly blocked: number;
  /** Microseconds since 1970; later than what was asked for if there are more queries than are counted. */
  readonly from: number;
  readonly until: number;
  /** Equal parts of that time. */
  readonly slots: readonly { readonly queries: number; readonly blocked: number }[];
  readonly domains: readonly Counted[];
  readonly blockedDomains: readonly Counted[];
  readonly clients: readonly Counted[];
}

/** Counts of what a wish is for; of the last day if it names no time. */
export function summary(
  store: Pick<HistoryStore, "all">,
  wish: Wish,
  now: number,
  most = mostCounted,
): Summary {
  const until = wish.until ?? now;
  const asked = wish.from ?? until - dayUs;
  const [first] = store.all(
    "SELECT at FROM query WHERE at >= $from AND at < $until ORDER BY at DESC LIMIT 1 OFFSET $most",
    { $from: asked, $until: until, $most: most },
  );
  const from = first === undefined ? asked : Number(first.at) + 1;
  const { sql, parameters } = clauseOf({ ...wish, from, until, before: undefined });
  const step = Math.max(1, Math.ceil((until - from) / bars));
  const found = store.all(
    `SELECT CAST((q.at - $from) / $step AS INTEGER) AS slot, count(*) AS queries, sum(q.status IN ${blockedWords}) AS blocked
     FROM query q ${sql} GROUP BY slot`,
    { ...parameters, $from: from, $step: step },
  );
  const slots = Array.from({ length: bars }, () => ({ queries: 0, blocked: 0 }));
  for (const row of found) {
    const slot = slots[Number(row.slot)];
    if (slot) [slot.queries, slot.blocked] = [Number(row.queries), Number(row.blocked)];
  }
  const topOf = (column: string, table: string, more: string): Counted[] =>
    store
      .all(
        `SELECT w.text AS text, c.queries AS queries FROM
           (SELECT q.${column} AS of, count(*) AS queries FROM query q ${sql} ${more} GROUP BY of ORDER BY queries DESC LIMIT ${top}) c
         JOIN ${table} w ON w.id = c.of ORDER BY c.queries DESC, w.text`,
        parameters,
      )
      .map((row) => ({ text: String(row.text), queries: Number(row.queries) }));
  return {
    queries: slots.reduce((sum, { queries }) => sum + queries, 0),
    blocked: slots.reduce((sum, { blocked }) => sum + blocked, 0),
    from,
    until,
    slots,
    domains: topOf("domain", "domain", `AND q.status NOT IN ${blockedWords}`),
    blockedDomains: topOf("domain", "domain", `AND q.status IN ${blockedWords}`),
    clients: topOf("client", "word", ""),
  };
}
