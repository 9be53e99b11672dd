import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Row } from "./chain";

const schema = `CREATE TABLE IF NOT EXISTS rows (
  seq INTEGER PRIMARY KEY, run TEXT NOT NULL, node TEXT NOT NULL, at REAL NOT NULL, payload BLOB NOT NULL, sum TEXT NOT NULL
) STRICT`;

/** The journal's database. What `append` returned from is on the disk. */
export class Store {
  private readonly insert: StatementSync;

  private constructor(private readonly database: DatabaseSync) {
    this.insert = database.prepare(
      "INSERT INTO rows (seq, run, node, at, payload, sum) VALUES (?, ?, ?, ?, ?, ?)",
    );
  }

  static open(file: string): Store {
    const database = new DatabaseSync(file);
    // A rollback journal: a snapshot of the file system holds it and the data of the same moment.
    database.exec("PRAGMA busy_timeout = 20000; PRAGMA journal_mode = PERSIST; PRAGMA synchronous = FULL");
    database.exec(schema);
    return new Store(database);
  }

  append({ seq, run, node, at, payload, sum }: Row): void {
    this.insert.run(seq, run, node, at, payload, sum);
  }

  last(): Row | undefined {
    return this.database.prepare("SELECT * FROM rows ORDER BY seq DESC LIMIT 1").get() as unknown as
      Row | undefined;
  }

  /** The rows from `seq` on, in order, and as they were at one moment. */
  *rows(seq: number): Iterable<Row> {
    yield* this.database
      .prepare("SELECT * FROM rows WHERE seq >= ? ORDER BY seq")
      .iterate(seq) as unknown as Iterable<Row>;
  }

  close(): void {
    this.database.close();
  }
}
