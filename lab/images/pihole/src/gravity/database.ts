import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { takeFirstLists } from "./first-lists";
import { createSchema } from "./schema";

/** How long the daemon goes on with the old file after gravity has put a new one in its place, in ms: 0.5 to 1 s as measured. */
const staleFor = 700;

/** gravity.db as the daemon has it open. What is written to it after a gravity run has swapped the file is lost. */
export class GravityDatabase {
  private db: DatabaseSync | undefined;
  private inode = 0;
  private swappedAt: number | undefined;

  constructor(
    private readonly file: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Opens the file; makes it where there is none. */
  open(): void {
    if (!existsSync(this.file)) createDatabase(this.file);
    const db = new DatabaseSync(this.file, { timeout: 1000 });
    // The file need not outlive the machine's own crash; what a killed process has committed stays.
    db.exec("PRAGMA synchronous = OFF");
    this.db = db;
    this.inode = statSync(this.file).ino;
    this.swappedAt = undefined;
  }

  close(): void {
    this.db?.close();
    this.db = undefined;
  }

  /** The open database. Throws SQLite's or FTL's words. */
  get handle(): DatabaseSync {
    this.noticeSwap();
    if (this.db === undefined) throw new Error("Database not available");
    return this.db;
  }

  /** Opens the new file a while after the old one was replaced. Says whether it did; to be called again and again. */
  follow(): boolean {
    this.noticeSwap();
    if (this.swappedAt === undefined || this.now() - this.swappedAt < staleFor) return false;
    this.close();
    this.open();
    return true;
  }

  private noticeSwap(): void {
    if (this.swappedAt !== undefined || this.db === undefined) return;
    if (statSync(this.file, { throwIfNoEntry: false })?.ino === this.inode) return;
    this.swappedAt = this.now();
    // SQLite refuses to journal on disk for a file that was moved, and FTL's writes do go through.
    this.db.exec("PRAGMA journal_mode = MEMORY");
  }
}

/** Makes a fresh database at once: nobody sees half of it. */
function createDatabase(file: string): void {
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  const db = new DatabaseSync(fresh);
  createSchema(db);
  takeFirstLists(db, path.dirname(file));
  db.close();
  renameSync(fresh, file);
}
