import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createDatabase } from "./database";
import { copySchema } from "./schema";

/** gravity.db and what lies around it, in /etc/pihole. */
export class GravityFiles {
  readonly database: string;
  /** Is there while gravity runs; of a second run at the same time, one with the process's number. */
  private temporary: string;
  readonly cache: string;
  private readonly backup: string;

  constructor(folder: string) {
    this.database = path.join(folder, "gravity.db");
    this.temporary = path.join(folder, "gravity.db_temp");
    this.cache = path.join(folder, "listsCache");
    this.backup = path.join(folder, "gravity_backups", "gravity.db.1");
  }

  /** Puts the backup in the place of a database that is damaged. Throws where there is none. */
  private restore(): void {
    if (!isUsable(this.backup)) throw new Error("Unable to create gravity database: no backup is available");
    copyFileSync(this.backup, `${this.database}.restored`);
    renameSync(`${this.database}.restored`, this.database);
  }

  /** Lets this run write beside another one: neither takes the other's file away. */
  beBeside(): void {
    this.temporary = `${this.temporary}.${process.pid}`;
  }

  /**
   * Begins the new database with the rows of the present one: what is written there from now on is not in it. As
   * Pi-hole's own script does, makes a database where there is none, and takes the backup where it is damaged.
   */
  beginNew(): { readonly db: DatabaseSync; readonly restored: boolean } {
    if (!existsSync(this.database)) createDatabase(this.database);
    try {
      return { db: this.copied(), restored: false };
    } catch {
      this.restore();
      return { db: this.copied(), restored: true };
    }
  }

  private copied(): DatabaseSync {
    rmSync(this.temporary, { force: true });
    const db = new DatabaseSync(this.temporary, { enableForeignKeyConstraints: false, timeout: 30_000 });
    try {
      db.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF");
      db.prepare("ATTACH DATABASE ? AS old").run(this.database);
      copySchema(db);
      db.exec("DETACH DATABASE old");
      return db;
    } catch (error) {
      db.close();
      rmSync(this.temporary, { force: true });
      throw error;
    }
  }

  /** Puts the new database in the present one's place; the present one is kept as the backup. */
  swap(): void {
    if (isUsable(this.database)) {
      mkdirSync(path.dirname(this.backup), { recursive: true });
      rmSync(this.backup, { force: true });
      linkSync(this.database, this.backup);
    }
    renameSync(this.temporary, this.database);
  }

  /** What two runs at the same time leave behind, as measured: 8 KB, and no tables. */
  breakNew(): void {
    rmSync(this.temporary, { force: true });
    const db = new DatabaseSync(this.temporary);
    db.exec("CREATE TABLE half (made); DROP TABLE half");
    db.close();
  }
}

function isUsable(file: string): boolean {
  if (!existsSync(file) || statSync(file).size === 0) return false;
  try {
    const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    try {
      return db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'group'").get() !== undefined;
    } finally {
      db.close();
    }
  } catch {
    return false; // Not a database.
  }
}
