import * as z from "zod";

/** One query, as Pi-hole has recorded it. It never changes once it is in a history. */
export interface Query {
  /** The node whose Pi-hole answered it. */
  readonly node: string;
  /** Pi-hole's own number. After a crash Pi-hole gives the same numbers again, so that only `id` and `at` are unique. */
  readonly id: number;
  /** Microseconds since 1970, as that Pi-hole's clock had it. */
  readonly at: number;
  /** A, AAAA, … */
  readonly type: string;
  /** FORWARDED, CACHE, GRAVITY, … in Pi-hole's words. */
  readonly status: string;
  readonly domain: string;
  /** The client's address; Pi-hole hides it from privacy level 2 on. */
  readonly client: string;
  /** The client's name; empty if Pi-hole knows none. */
  readonly clientName: string;
  /** ADDRESS#PORT; empty if no resolver was asked. */
  readonly upstream: string;
  /** IP, NXDOMAIN, … in Pi-hole's words. */
  readonly reply: string;
  /** Until the answer, in microseconds; 0 if there was none. */
  readonly took: number;
}

/** Words of Pi-hole's for what it has not answered from its cache or upstream. */
export const blockedStatuses = [
  "GRAVITY",
  "REGEX",
  "DENYLIST",
  "GRAVITY_CNAME",
  "REGEX_CNAME",
  "DENYLIST_CNAME",
  "EXTERNAL_BLOCKED_IP",
  "EXTERNAL_BLOCKED_NULL",
  "EXTERNAL_BLOCKED_NXRA",
  "EXTERNAL_BLOCKED_EDE15",
  "SPECIAL_DOMAIN",
] as const;

const whole = z.number().int();
const index = whole.nonnegative();

/** A page of queries for a peer: each text stands once, and a row names texts by their place. */
export const pageSchema = z.object({
  /** Another one if the history was begun again: what was read of the one before counts for nothing. */
  store: z.string().max(64),
  /** From where to ask for the next page. */
  next: index,
  /** There is more right now. */
  more: z.boolean(),
  texts: z.array(z.string()),
  rows: z.array(
    z.tuple([
      index.describe("node"),
      whole.describe("id"),
      whole.describe("at"),
      index.describe("type"),
      index.describe("status"),
      index.describe("domain"),
      index.describe("client"),
      index.describe("clientName"),
      index.describe("upstream"),
      index.describe("reply"),
      whole.describe("took"),
    ]),
  ),
});
export type Page = Readonly<z.infer<typeof pageSchema>>;

/** Writes each text once. */
export function packed(queries: readonly Query[]): Pick<Page, "texts" | "rows"> {
  const places = new Map<string, number>();
  const place = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const rows = queries.map((query): Page["rows"][number] => [
    place(query.node),
    query.id,
    query.at,
    place(query.type),
    place(query.status),
    place(query.domain),
    place(query.client),
    place(query.clientName),
    place(query.upstream),
    place(query.reply),
    query.took,
  ]);
  return { texts: [...places.keys()], rows };
}

/** Throws if a row names a text that is not there. */
export function unpacked({ texts, rows }: Pick<Page, "texts" | "rows">): Query[] {
  const text = (place: number): string => {
    const found = texts[place];
    if (found === undefined) throw new Error(`a row names text ${place} of ${texts.length}`);
    return found;
  };
  return rows.map(([node, id, at, type, status, domain, client, clientName, upstream, reply, took]) => ({
    node: text(node),
    id,
    at,
    type: text(type),
    status: text(status),
    domain: text(domain),
    client: text(client),
    clientName: text(clientName),
    upstream: text(upstream),
    reply: text(reply),
    took,
  }));
}
