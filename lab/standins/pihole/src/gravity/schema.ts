import type { DatabaseSync } from "node:sqlite";

/** The version of the schema, as Pi-hole counts it. */
const version = 20;

const now = "(cast(strftime('%s', 'now') as int))";
const dates = `date_added INTEGER NOT NULL DEFAULT ${now}, date_modified INTEGER NOT NULL DEFAULT ${now}`;

const linked = ["adlist", "domainlist", "client"];

const link = (table: string): string => `CREATE TABLE ${table}_by_group (
  ${table}_id INTEGER NOT NULL REFERENCES ${table} (id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES "group" (id) ON DELETE CASCADE,
  PRIMARY KEY (${table}_id, group_id));`;

const content = (table: string): string =>
  `CREATE TABLE ${table} (domain TEXT NOT NULL, adlist_id INTEGER NOT NULL REFERENCES adlist (id));`;

const tables = `
CREATE TABLE "group" (
  id INTEGER PRIMARY KEY AUTOINCREMENT, enabled BOOLEAN NOT NULL DEFAULT 1, name TEXT UNIQUE NOT NULL,
  ${dates}, description TEXT);
CREATE TABLE domainlist (
  id INTEGER PRIMARY KEY AUTOINCREMENT, type INTEGER NOT NULL DEFAULT 0, domain TEXT NOT NULL,
  enabled BOOLEAN NOT NULL DEFAULT 1, ${dates}, comment TEXT, UNIQUE(domain, type));
CREATE TABLE adlist (
  id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, enabled BOOLEAN NOT NULL DEFAULT 1,
  ${dates}, comment TEXT, date_updated INTEGER, number INTEGER NOT NULL DEFAULT 0,
  invalid_domains INTEGER NOT NULL DEFAULT 0, status INTEGER NOT NULL DEFAULT 0,
  abp_entries INTEGER NOT NULL DEFAULT 0, type INTEGER NOT NULL DEFAULT 0, UNIQUE(address, type));
CREATE TABLE client (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ip TEXT NOT NULL UNIQUE, ${dates}, comment TEXT);
CREATE TABLE info (property TEXT PRIMARY KEY, value TEXT NOT NULL);
${linked.map(link).join("\n")}
${content("gravity")}
${content("antigravity")}`;

const touch = (table: string, event: string): string => `CREATE TRIGGER tr_${table}_update AFTER ${event}
  BEGIN UPDATE "${table}" SET date_modified = ${now} WHERE id = NEW.id; END;`;

/** What makes a new row a member of group 0, and a deleted Default group come back. */
const triggers = `
${linked
  .map(
    (table) => `CREATE TRIGGER tr_${table}_add AFTER INSERT ON ${table}
  BEGIN INSERT INTO ${table}_by_group (${table}_id, group_id) VALUES (NEW.id, 0); END;`,
  )
  .join("\n")}
${touch("adlist", "UPDATE OF address,enabled,comment ON adlist")}
${touch("domainlist", "UPDATE ON domainlist")}
${touch("client", "UPDATE ON client")}
${touch("group", 'UPDATE ON "group"')}
CREATE TRIGGER tr_group_zero AFTER DELETE ON "group"
  BEGIN INSERT OR IGNORE INTO "group" (id,enabled,name) VALUES (0,1,'Default'); END;`;

/** Makes a fresh gravity database: Pi-hole's tables and triggers, and the Default group. */
export function createSchema(db: DatabaseSync): void {
  db.exec(`BEGIN; ${tables} ${triggers}
    INSERT INTO "group" (id,enabled,name,description) VALUES (0,1,'Default','The default group');
    INSERT INTO info VALUES ('version','${version}'), ('gravity_restored','false'), ('updated','0'), ('gravity_count','0');
    COMMIT;`);
}

/** Makes the schema with the rows that people made, copied from the attached database `old`; without gravity's content. */
export function copySchema(db: DatabaseSync): void {
  const copied = ["group", ...linked, ...linked.map((table) => `${table}_by_group`)];
  const rows = copied.map((table) => `INSERT INTO main."${table}" SELECT * FROM old."${table}";`);
  db.exec(`BEGIN; ${tables} ${rows.join("\n")}
    DELETE FROM sqlite_sequence;
    INSERT INTO sqlite_sequence SELECT * FROM old.sqlite_sequence;
    INSERT INTO info SELECT * FROM old.info;
    ${triggers} COMMIT;`);
}
