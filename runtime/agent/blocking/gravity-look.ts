import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import type { DatabaseLook } from "./blocking-verdict";
import { errorText } from "../../contract/error-text";

/** How many names are chosen; they lie apart, so that damage of a part is met. */
const wanted = 12;

/** Enabled block lists of the default group: their names are blocked for who is in no other group. */
const lists = `SELECT a.id FROM adlist a JOIN adlist_by_group m ON m.adlist_id = a.id
  JOIN "group" g ON g.id = m.group_id WHERE a.enabled = 1 AND a.type = 0 AND g.id = 0 AND g.enabled = 1`;
/** Plain names that nothing allows. */
const candidates = `SELECT domain FROM gravity WHERE rowid >= ? AND adlist_id IN (${lists})
  AND domain NOT LIKE '%|%' AND domain NOT LIKE '%*%' AND domain LIKE '%.%'
  AND domain NOT IN (SELECT domain FROM antigravity)
  AND domain NOT IN (SELECT domain FROM domainlist WHERE type = 0 AND enabled = 1) LIMIT 1`;

/**
 * Reads gravity.db through, as it is on disk, without a lock: a long read would keep Pi-hole's writers waiting. What
 * is written meanwhile may look like damage, so that is looked at again. Throws if the file cannot be opened.
 */
export function lookIntoGravity(file: string): DatabaseLook {
  let look: DatabaseLook = { damage: "changes all the time", names: [] };
  for (let attempt = 1; attempt <= 3; attempt++) {
    const before = token(file);
    look = lookOnce(file);
    if (look.damage === "" || token(file) === before) return look;
  }
  // It changes all the time: that is no damage.
  return { ...look, damage: "" };
}

function lookOnce(file: string): DatabaseLook {
  const url = pathToFileURL(file);
  url.searchParams.set("mode", "ro");
  url.searchParams.set("immutable", "1");
  // Loaded where it is used: it warns when it is loaded, and nothing else of the agent needs it.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  try {
    const db = new DatabaseSync(url, { readOnly: true });
    try {
      const [row] = db.prepare("PRAGMA quick_check(1)").all();
      const words = String(row?.quick_check ?? "no answer");
      if (words !== "ok") return { damage: firstLine(words), names: [] };
      return { damage: "", names: chosen(db) };
    } finally {
      db.close();
    }
  } catch (error) {
    return { damage: firstLine(errorText(error)), names: [] };
  }
}

function chosen(db: DatabaseSync): string[] {
  const last = Number(db.prepare("SELECT max(rowid) AS last FROM gravity").get()?.last ?? 0);
  const statement = db.prepare(candidates);
  const names = Array.from(
    { length: wanted },
    (_, i) => statement.get(1 + Math.floor((last * i) / wanted))?.domain,
  );
  return [...new Set(names.filter((name) => typeof name === "string"))];
}

function token(file: string): string {
  const { ino, size, mtimeMs } = statSync(file);
  return `${ino} ${size} ${mtimeMs}`;
}

const firstLine = (words: string): string =>
  words
    .split("\n")
    .filter((line) => !line.startsWith("***"))[0]
    ?.slice(0, 120) ?? words.slice(0, 120);
