import { createReadStream } from "node:fs";
import type { LookupFunction } from "node:net";
import { createInterface } from "node:readline";
import type { DatabaseSync } from "node:sqlite";
import { fetchList, listStatus, type Fetched } from "./cached-list";
import type { GravityFiles } from "./files";
import type { Overlap } from "./overlap";
import { parseLine } from "./parse";

interface Context {
  readonly files: GravityFiles;
  readonly overlap: Overlap;
  readonly lookup: LookupFunction;
  readonly say: (text: string) => void;
}

interface List {
  readonly id: number;
  readonly address: string;
  readonly type: number;
}

const said: Readonly<Record<number, string>> = {
  [listStatus.changed]: "  [✓] Status: Retrieval successful\n  [i] List has been updated",
  [listStatus.unchanged]: "  [✓] Status: Retrieval successful\n  [i] List stayed unchanged",
  [listStatus.keptOld]: "  [✗] List download failed: using previously cached list",
  [listStatus.failed]: "  [✗] List download failed: no cached list available",
};

/** One run of `pihole -g`: fetches the enabled lists into a new database and puts that in the present one's place. */
export async function runGravity({ files, overlap, lookup, say }: Context): Promise<void> {
  overlap.begin();
  if (overlap.happened) files.beBeside();
  try {
    say("  [i] Neutrino emissions detected...\n");
    const { db, restored } = files.beginNew();
    if (restored) say("  [✓] Restored gravity database from backup");
    say("  [✓] Preparing new gravity database");
    if (restored) setInfo(db, "gravity_restored", "gravity.db.1");
    db.exec("BEGIN");
    for (const list of enabledLists(db)) {
      say(`\n  [i] Target: ${list.address}`);
      const fetched = await fetchList(list, files.cache, lookup);
      say(said[fetched.status] ?? "");
      if (fetched.problem !== undefined) say(`  [i] ${fetched.problem}`);
      await takeIn(db, list, fetched, say);
    }
    db.exec(`CREATE INDEX idx_gravity ON gravity (domain, adlist_id);
      CREATE INDEX idx_antigravity ON antigravity (domain, adlist_id)`);
    say("\n  [✓] Building tree");
    const count = Number(db.prepare("SELECT COUNT(DISTINCT domain) AS n FROM gravity").get()?.n);
    setInfo(db, "gravity_count", String(count));
    setInfo(db, "updated", String(Math.floor(Date.now() / 1000)));
    db.exec("COMMIT");
    db.close();
    if (overlap.happened) files.breakNew();
    files.swap();
    say(`  [✓] Swapping databases\n  [i] Number of gravity domains: ${count} unique domains\n\n  [✓] Done.`);
  } finally {
    overlap.end();
  }
}

const enabledLists = (db: DatabaseSync): List[] =>
  db
    .prepare("SELECT id, address, type FROM adlist WHERE enabled = 1 ORDER BY id")
    .all()
    .map(({ id, address, type }) => ({ id: Number(id), address: String(address), type: Number(type) }));

const setInfo = (db: DatabaseSync, property: string, value: string): void => {
  db.prepare("INSERT OR REPLACE INTO info VALUES (?, ?)").run(property, value);
};

/** Puts a list's content into the database, and what it was into the list's row. */
async function takeIn(
  db: DatabaseSync,
  list: List,
  fetched: Fetched,
  say: (text: string) => void,
): Promise<void> {
  const counts = { names: 0, patterns: 0, invalid: 0 };
  if (fetched.file !== undefined) {
    const table = list.type === 0 ? "gravity" : "antigravity";
    const insert = db.prepare(`INSERT INTO ${table} VALUES (?, ${list.id})`);
    for await (const text of createInterface({
      input: createReadStream(fetched.file),
      crlfDelay: Infinity,
    })) {
      const line = parseLine(text);
      if (line.kind === "names") line.names.forEach((name) => insert.run(name));
      if (line.kind === "names") counts.names += line.names.length;
      if (line.kind === "abp") insert.run(line.pattern);
      if (line.kind === "abp") counts.patterns++;
      if (line.kind === "invalid") counts.invalid++;
    }
    say(`  [✓] Parsed ${counts.names} exact domains and ${counts.patterns} ABP-style domains`);
  }
  const now = "CASE WHEN :status = 1 THEN cast(strftime('%s', 'now') as int) ELSE date_updated END";
  const set = `status = :status, number = :number, invalid_domains = :invalid, abp_entries = :patterns`;
  db.prepare(`UPDATE adlist SET ${set}, date_updated = ${now} WHERE id = :id`).run({
    id: list.id,
    status: fetched.status,
    number: counts.names + counts.patterns,
    invalid: counts.invalid,
    patterns: counts.patterns,
  });
}
