import type { DatabaseSync, StatementSync } from "node:sqlite";
import { packed, type Page, type Query } from "./query";

/** Of rows that are removed at once, so that nothing else waits long. */
const removedAtOnce = 2_000;
/** Of space that was freed: what is given back to the disk at once. */
const pagesAtOnce = 500;

/** Every column of a query as text or number; a `WHERE` on `q` follows. */
export const selected = `SELECT q.seq, n.text AS node, q.id, q.at, t.text AS type, s.text AS status,
  d.text AS domain, c.text AS client, h.text AS clientName, u.text AS upstream, r.text AS reply, q.took
  FROM query q JOIN word n ON n.id = q.node JOIN word t ON t.id = q.type JOIN word s ON s.id = q.status
  JOIN domain d ON d.id = q.domain JOIN word c ON c.id = q.client JOIN word h ON h.id = q.clientName
  JOIN word u ON u.id = q.upstream JOIN word r ON r.id = q.reply`;

export type StoredQuery = Query & { readonly seq: number };

export interface StoreSeen {
  readonly queries: number;
  readonly bytes: number;
  /** Microseconds since 1970; undefined if there is no query. */
  readonly oldest: number | undefined;
  readonly newest: number | undefined;
}

/** The queries of all nodes, on this node. All that is added at once is on the disk at once, or not at all. */
export class HistoryStore {
  readonly id: string;
  private readonly prepared = new Map<string, StatementSync>();
  /** Texts by their number; domains are too many to be kept. */
  private readonly words = new Map<string, number>();

  private count: number;

  constructor(private readonly db: DatabaseSync) {
    this.id = this.meta("store") ?? "";
    this.count = Number(this.statement("SELECT count(*) AS n FROM query").get()?.n);
  }

  /** What is kept beside the queries: how far something was read. */
  meta(key: string): string | undefined {
    const value = this.statement("SELECT value FROM meta WHERE key = ?").get(key)?.value;
    return typeof value === "string" ? value : undefined;
  }

  /** Adds those queries that are not there yet, and notes something with them. Returns how many were new. */
  add(queries: readonly Query[], note?: { readonly key: string; readonly value: string }): number {
    return this.whole(() => {
      let added = 0;
      for (const query of queries) added += this.insert(query);
      this.count += added;
      if (note) this.statement("INSERT OR REPLACE INTO meta VALUES (?, ?)").run(note.key, note.value);
      return added;
    });
  }

  has({ node, id, at }: Pick<Query, "node" | "id" | "at">): boolean {
    const sql = "SELECT 1 FROM query WHERE at = ? AND id = ? AND node = (SELECT id FROM word WHERE text = ?)";
    return this.statement(sql).get(at, id, node) !== undefined;
  }

  /** What came into this history after a place of it, for a peer. */
  page(store: string, after: number, most: number): Page {
    const from = store === this.id ? after : 0;
    const sql = `${selected} WHERE q.seq > ? ORDER BY q.seq LIMIT ?`;
    const rows = this.statement(sql).all(from, most + 1) as unknown as StoredQuery[];
    const told = rows.slice(0, most);
    const next = told.at(-1)?.seq ?? from;
    return { store: this.id, next, more: rows.length > most, ...packed(told) };
  }

  /**
   * Removes some of what is older than `before`, or the oldest of all if more than `bytes` are in use. Returns whether
   * it has removed any.
   */
  trim(before: number, bytes: number): boolean {
    const oldest = this.edge("min");
    if (oldest === undefined) return false;
    const tooMuch = this.bytes() > bytes;
    if (!tooMuch && oldest >= before) return false;
    this.whole(() => {
      const sql =
        "DELETE FROM query WHERE seq IN (SELECT seq FROM query WHERE at < ? ORDER BY at LIMIT ?) RETURNING domain";
      const removed = this.statement(sql).all(tooMuch ? Number.MAX_SAFE_INTEGER : before, removedAtOnce);
      const unused =
        "DELETE FROM domain WHERE id = ? AND NOT EXISTS (SELECT 1 FROM query WHERE domain = domain.id)";
      for (const domain of new Set(removed.map((row) => Number(row.domain))))
        this.statement(unused).run(domain);
      this.count -= removed.length;
    });
    this.db.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
    return true;
  }

  seen(): StoreSeen {
    const [oldest, newest] = [this.edge("min"), this.edge("max")];
    return { queries: this.count, bytes: this.bytes(), oldest, newest };
  }

  private edge(end: "min" | "max"): number | undefined {
    const at = this.statement(`SELECT ${end}(at) AS at FROM query`).get()?.at;
    return typeof at === "number" ? at : undefined;
  }

  /** Runs a question, with its own parameters. */
  all(
    sql: string,
    parameters: Readonly<Record<string, string | number>>,
  ): readonly Record<string, unknown>[] {
    return this.statement(sql).all({ ...parameters });
  }

  close(): void {
    this.prepared.clear();
    this.db.close();
  }

  /** Of what is in use: space that was freed is used again. */
  private bytes(): number {
    const pragma = (name: string): number => Number(this.statement(`PRAGMA ${name}`).get()?.[name]);
    return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
  }

  private insert(query: Query): number {
    const sql = "INSERT OR IGNORE INTO query VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const { changes } = this.statement(sql).run(
      this.word(query.node),
      query.id,
      query.at,
      this.word(query.type),
      this.word(query.status),
      this.numberOf("domain", query.domain),
      this.word(query.client),
      this.word(query.clientName),
      this.word(query.upstream),
      this.word(query.reply),
      query.took,
    );
    return Number(changes);
  }

  private word(text: string): number {
    const known = this.words.get(text);
    if (known !== undefined) return known;
    const id = this.numberOf("word", text);
    this.words.set(text, id);
    return id;
  }

  private numberOf(table: "word" | "domain", text: string): number {
    const found = this.statement(`SELECT id FROM ${table} WHERE text = ?`).get(text)?.id;
    if (typeof found === "number") return found;
    return Number(this.statement(`INSERT INTO ${table} (text) VALUES (?)`).run(text).lastInsertRowid);
  }

  private whole<T>(work: () => T): T {
    const { count } = this;
    this.db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.db.exec("COMMIT");
      return result;
    } catch (error) {
      this.db.exec("ROLLBACK");
      // Numbers of words that were rolled back are nobody's.
      this.words.clear();
      this.count = count;
      throw error;
    }
  }

  private statement(sql: string): StatementSync {
    const known = this.prepared.get(sql) ?? this.db.prepare(sql);
    this.prepared.set(sql, known);
    return known;
  }
}
