import { randomBytes } from "node:crypto";
import { closeSync, existsSync, openSync, renameSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Log } from "../../common/log";
import { errorText } from "../../contract/error-text";

const version = 1;
const cacheKb = 4_096;
/** SQLite's name for a database that has no file. */
const inMemory = ":memory:";

const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE domain (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE query (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    node INTEGER NOT NULL, id INTEGER NOT NULL, at INTEGER NOT NULL,
    type INTEGER NOT NULL, status INTEGER NOT NULL, domain INTEGER NOT NULL,
    client INTEGER NOT NULL, clientName INTEGER NOT NULL,
    upstream INTEGER NOT NULL, reply INTEGER NOT NULL, took INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX query_key ON query (at, id, node);
  CREATE INDEX query_domain ON query (domain);`;

/** SQLite's codes for a file that is damaged, or no database. */
const damaged: readonly unknown[] = [11, 26];
export const isDamage = (error: unknown): boolean =>
  damaged.includes((error as { errcode?: unknown }).errcode);

/** A history of another version's format. */
class ForeignFormat extends Error {}

/**
 * Opens the history, or begins one. If the file is damaged, or of a format that this version does not know, it is put
 * aside, and the peers fill the new one. Throws if the file cannot be opened for another reason.
 */
export function openTables(file: string, log: Log): DatabaseSync {
  try {
    return open(file);
  } catch (error) {
    if (!isDamage(error) && !(error instanceof ForeignFormat)) throw error;
    log("history.begun-anew", { error: errorText(error) });
    putAside(file);
    return open(file);
  }
}

/** Keeps the last one of these. */
export function putAside(file: string): void {
  for (const end of ["-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
  if (existsSync(file)) renameSync(file, `${file}.aside`);
}

function open(file: string): DatabaseSync {
  // Loaded where it is used: it warns when it is loaded, and nothing else of the agent needs it.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  // What people asked for is for root's eyes alone; the files beside it get the same mode.
  if (file !== inMemory) closeSync(openSync(file, "a", 0o600));
  const db = new DatabaseSync(file, { timeout: 5_000 });
  try {
    // Before the first table: so a smaller limit makes the file smaller.
    db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    db.exec("PRAGMA journal_mode = WAL");
    // What peers have read must not be gone after a power cut: numbers would be given twice.
    db.exec("PRAGMA synchronous = FULL");
    db.exec(
      `PRAGMA cache_size = -${cacheKb}; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 4194304`,
    );
    const found = Number(db.prepare("PRAGMA user_version").get()?.user_version);
    if (found === version) return db;
    if (found !== 0)
      throw new ForeignFormat(`the history has format ${found}, and this version knows ${version}`);
    db.exec(`BEGIN; ${tables}; PRAGMA user_version = ${version}; COMMIT`);
    db.prepare("INSERT INTO meta VALUES ('store', ?)").run(randomBytes(12).toString("hex"));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
