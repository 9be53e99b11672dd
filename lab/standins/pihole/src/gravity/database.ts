import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { takeFirstLists } from "./first-lists";
import { createSchema } from "./schema";

/** How long the daemon goes on with the old file after gravity has put a new one in its place, in ms: 0.5 to 1 s as measured. */
const staleFor = 700;
const unavailable = "Database not available";

/** gravity.db as the daemon has it open. What is written to it after a gravity run has swapped the file is lost. */
export class GravityDatabase {
  private db: DatabaseSync | undefined;
  private inode = 0;
  private swappedAt: number | undefined;
  /** The date of the last build that the daemon knows of. As in FTL, the first that it learns of changes nothing. */
  private knownBuild: number | undefined;
  private countedAt = 0;

  constructor(
    private readonly file: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The daemon starts: for `zerosMs` nothing is counted or told. A file that is missing or empty is left so. */
  start(zerosMs = 0): void {
    this.countedAt = this.now() + zerosMs;
    this.knownBuild = undefined;
    this.open();
  }

  close(): void {
    this.db?.close();
    this.db = undefined;
    this.inode = 0;
    this.swappedAt = undefined;
  }

  /** The open database, as the API reads it. Throws SQLite's or FTL's words. */
  get handle(): DatabaseSync {
    if (!this.counted) throw new Error(unavailable);
    return this.content;
  }

  /** The same as DNS reads it, from the start on. */
  get content(): DatabaseSync {
    this.noticeSwap();
    if (this.db === undefined) throw new Error(unavailable);
    return this.db;
  }

  /** Whether the daemon has counted its tables since its start. */
  get counted(): boolean {
    return this.now() >= this.countedAt;
  }

  /** Opens the new file a while after the old one was replaced. Says whether it did; to be called again and again. */
  follow(): boolean {
    this.noticeSwap();
    if (this.db !== undefined && this.swappedAt === undefined) return false;
    if (this.swappedAt !== undefined && this.now() - this.swappedAt < staleFor) return false;
    const build = buildOf(this.file);
    const before = this.knownBuild;
    this.knownBuild = build ?? before;
    // A database that could not be read at the start: the first build is taken for the one that was there.
    if (before === undefined || (this.db === undefined && (build ?? 0) <= before)) return false;
    this.close();
    this.open();
    return true;
  }

  private open(): void {
    if (!existsSync(this.file) || statSync(this.file).size === 0) return;
    const db = new DatabaseSync(this.file, { timeout: 1000 });
    try {
      // The file need not outlive the machine's own crash; what a killed process has committed stays.
      db.exec("PRAGMA synchronous = OFF");
    } catch {
      // Damaged: each request says so.
    }
    this.db = db;
    this.inode = statSync(this.file).ino;
    this.knownBuild ??= buildOf(this.file);
  }

  private noticeSwap(): void {
    if (this.swappedAt !== undefined || this.db === undefined) return;
    if (statSync(this.file, { throwIfNoEntry: false })?.ino === this.inode) return;
    this.swappedAt = this.now();
    try {
      // SQLite refuses to journal on disk for a file that was moved, and FTL's writes do go through.
      this.db.exec("PRAGMA journal_mode = MEMORY");
    } catch {
      // Damaged: each request says so.
    }
  }
}

/** When the file's gravity was built; undefined where it cannot be read. */
function buildOf(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const db = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
    try {
      const row = db.prepare("SELECT value FROM info WHERE property = 'updated'").get();
      return row === undefined ? undefined : Number(row.value);
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

/** Makes a fresh database at once: nobody sees half of it. */
export function createDatabase(file: string): void {
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  const db = new DatabaseSync(fresh);
  createSchema(db);
  takeFirstLists(db, path.dirname(file));
  db.close();
  renameSync(fresh, file);
}
