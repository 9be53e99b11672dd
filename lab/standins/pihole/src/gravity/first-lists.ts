import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { listStatus } from "./cached-list";

/**
 * Puts the addresses of adlists.list beside the database into it, as Pi-hole does with a new one, and removes the file.
 * They are lists whose first download has failed: nobody has their addresses in the lab's internet.
 */
export function takeFirstLists(db: DatabaseSync, folder: string): void {
  const file = path.join(folder, "adlists.list");
  if (!existsSync(file)) return;
  const insert = db.prepare(
    `INSERT OR IGNORE INTO adlist (address, comment, status) VALUES (?, ?, ${listStatus.failed})`,
  );
  const addresses = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  for (const address of addresses) insert.run(address, `Migrated from ${file}`);
  rmSync(file);
}
