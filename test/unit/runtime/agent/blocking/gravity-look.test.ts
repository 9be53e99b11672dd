import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createSchema } from "../../../../../lab/standins/pihole/src/gravity/schema";
import { lookIntoGravity } from "../../../../../runtime/agent/blocking/gravity-look";

/** A database of the stand-in's, which has Pi-hole's tables. */
describe("a look into gravity.db", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-look-"));
  const file = path.join(folder, "gravity.db");
  after(() => rmSync(folder, { recursive: true }));

  beforeEach(() => {
    rmSync(file, { force: true });
    write((db) => {
      createSchema(db);
      db.exec("INSERT INTO adlist (id, address) VALUES (1, 'https://a.example')");
      const insert = db.prepare("INSERT INTO gravity VALUES (?, 1)");
      db.exec("BEGIN");
      for (let i = 0; i < 20_000; i++) insert.run(`ad${i}.example`);
      db.exec("COMMIT");
    });
  });
  function write(work: (db: DatabaseSync) => void): void {
    const db = new DatabaseSync(file);
    work(db);
    db.close();
  }

  it("chooses names from all of it", () => {
    const { damage, names } = lookIntoGravity(file);
    assert.deepEqual([damage, names.length, names[0]], ["", 12, "ad0.example"]);
  });

  it("chooses no name that is allowed, off, a pattern, or of another group alone", () => {
    write((db) =>
      db.exec(`
        INSERT INTO domainlist (type, domain) VALUES (0, 'ad0.example');
        INSERT INTO antigravity SELECT domain, 1 FROM gravity WHERE rowid > 2;
        UPDATE gravity SET domain = '||ad1.example^' WHERE rowid = 2;`),
    );
    assert.deepEqual(lookIntoGravity(file), { damage: "", names: [] });
    write((db) => db.exec("DELETE FROM antigravity; UPDATE adlist SET enabled = 0"));
    assert.deepEqual(lookIntoGravity(file).names, []);
    write((db) => db.exec("UPDATE adlist SET enabled = 1; DELETE FROM adlist_by_group"));
    assert.deepEqual(lookIntoGravity(file).names, []);
  });

  it("sees 64 KiB of zeros in its middle, and that it was cut off", () => {
    const { size } = statSync(file);
    const descriptor = openSync(file, "r+");
    writeSync(descriptor, Buffer.alloc(65_536), 0, 65_536, Math.floor(size / 2));
    closeSync(descriptor);
    assert.match(lookIntoGravity(file).damage, /btreeInitPage|malformed/);
    truncateSync(file, Math.floor(size / 2));
    assert.notEqual(lookIntoGravity(file).damage, "");
    truncateSync(file, 100);
    assert.notEqual(lookIntoGravity(file).damage, "");
  });
});
