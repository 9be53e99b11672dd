import * as z from "zod";
import { blockedStatuses } from "./query";
import { selected, type HistoryStore, type StoredQuery } from "./store";

const hourUs = 3_600e6;
const mostShown = 1_000;
const shown = 100;

const optional = z.string().trim().max(255).optional().catch(undefined);
const time = z.coerce.number().int().nonnegative().optional().catch(undefined);

/** What a person asks the history for, as it stands in a page's address. */
const wishSchema = z.object({
  /** A part of the name. */
  domain: optional,
  /** A part of the client's address or name. */
  client: optional,
  node: optional,
  only: z.enum(["blocked", "answered"]).optional().catch(undefined),
  /** Microseconds since 1970. */
  from: time,
  until: time,
  /** The place of the last query that was shown; older ones follow. */
  before: z
    .string()
    .regex(/^\d+-\d+$/)
    .optional()
    .catch(undefined),
  most: z.coerce.number().int().min(1).max(mostShown).catch(shown),
});
export type Wish = Readonly<z.infer<typeof wishSchema>>;

export const wishOf = (query: URLSearchParams): Wish => wishSchema.parse(Object.fromEntries(query));

/** A wish as it stands in an address, with what else the address has. */
export const wishText = (wish: Partial<Wish> & { readonly hours?: string }): string =>
  new URLSearchParams(
    Object.entries(wish).flatMap(([key, value]) =>
      value === undefined || value === "" ? [] : [[key, String(value)]],
    ),
  ).toString();

/** The `from` of a wish for the last hours; `now` is in ms since 1970. */
export const hoursBefore = (now: number, hours: number): number =>
  Math.max(0, Math.round(now * 1_000 - hours * hourUs));

/** The place of a query in a list that has the newest first. */
export const placeOf = ({ at, seq }: Pick<StoredQuery, "at" | "seq">): string => `${at}-${seq}`;

interface Clause {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

const quoted = blockedStatuses.map((status) => `'${status}'`).join(", ");
/** Numbers of the words that say a query was blocked. */
export const blockedWords = `(SELECT id FROM word WHERE text IN (${quoted}))`;

const like = (part: string): string => `%${part.replace(/[\\%_]/g, "\\$&")}%`;

/**
 * The `WHERE` for a wish, on `q`. `inOrder`: for one page after another of a long list, which is read by time; to find
 * all of a domain first would have to be done for each page.
 */
export function clauseOf({ domain, client, node, only, from, until, before }: Wish, inOrder = false): Clause {
  const parts: [string, Clause["parameters"]][] = [];
  if (domain)
    parts.push([
      `${inOrder ? "+" : ""}q.domain IN (SELECT id FROM domain WHERE text LIKE $domain ESCAPE '\\')`,
      { $domain: like(domain) },
    ]);
  if (client) {
    const words = "(SELECT id FROM word WHERE text LIKE $client ESCAPE '\\')";
    parts.push([`(q.client IN ${words} OR q.clientName IN ${words})`, { $client: like(client) }]);
  }
  if (node) parts.push(["q.node = (SELECT id FROM word WHERE text = $node)", { $node: node }]);
  if (only) parts.push([`q.status ${only === "blocked" ? "IN" : "NOT IN"} ${blockedWords}`, {}]);
  if (from !== undefined) parts.push(["q.at >= $from", { $from: from }]);
  if (until !== undefined) parts.push(["q.at < $until", { $until: until }]);
  if (before !== undefined) {
    const [at, seq] = before.split("-").map(Number);
    parts.push(["(q.at, q.seq) < ($at, $seq)", { $at: at!, $seq: seq! }]);
  }
  return {
    sql: parts.length === 0 ? "" : `WHERE ${parts.map(([sql]) => sql).join(" AND ")}`,
    parameters: Object.assign({}, ...parts.map(([, parameters]) => parameters)) as Clause["parameters"],
  };
}

/** Queries of few names are found by name at once; those of many are sooner met on the way back in time. */
const fewNames = 20;

function matchesMany(store: Pick<HistoryStore, "all">, { domain }: Wish): boolean {
  if (!domain) return false;
  const sql = `SELECT 1 FROM domain WHERE text LIKE $domain ESCAPE '\\' LIMIT ${fewNames + 1}`;
  return store.all(sql, { $domain: like(domain) }).length > fewNames;
}

/** The queries that a wish is for, the newest first. */
export function search(
  store: Pick<HistoryStore, "all">,
  wish: Wish,
  inOrder = false,
): readonly StoredQuery[] {
  const { sql, parameters } = clauseOf(wish, inOrder || matchesMany(store, wish));
  const order = "ORDER BY q.at DESC, q.seq DESC LIMIT $most";
  return store.all(`${selected} ${sql} ${order}`, {
    ...parameters,
    $most: wish.most,
  }) as unknown as StoredQuery[];
}
