import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { writeHistory } from "../../../../../runtime/agent/cli/show-history";

const folder = (): string => mkdtempSync(path.join(tmpdir(), "history-"));

describe("ha-dns history", () => {
  it("copies the whole query history while Pi-hole writes it, size first, and leaves no file behind", async () => {
    const paths = { pihole: folder(), agentData: folder() };
    const db = new DatabaseSync(path.join(paths.pihole, "pihole-FTL.db"));
    try {
      db.exec("PRAGMA journal_mode = WAL; CREATE TABLE query_storage (id INTEGER PRIMARY KEY, domain TEXT)");
      const insert = db.prepare("INSERT INTO query_storage (domain) VALUES (?)");
      for (let i = 0; i < 500; i++) insert.run(`name-${i}.example`);
      db.exec("BEGIN IMMEDIATE");
      insert.run("under way");
      const out = new PassThrough();
      const bytes = buffer(out);
      assert.equal(await writeHistory(paths, out, assert.fail), 0);
      const whole = await bytes;
      const end = whole.indexOf("\n");
      const copy = whole.subarray(end + 1);
      assert.equal(Number(whole.subarray(0, end).toString()), copy.length);
      const file = path.join(folder(), "copy.db");
      writeFileSync(file, copy);
      const read = new DatabaseSync(file, { readOnly: true });
      assert.deepEqual({ ...read.prepare("SELECT count(*) AS n FROM query_storage").get() }, { n: 500 });
      read.close();
    } finally {
      db.close();
    }
    assert.deepEqual(readdirSync(paths.agentData), []);
  });

  it("fails with a message if Pi-hole has no history", async () => {
    const paths = { pihole: folder(), agentData: folder() };
    const said: string[] = [];
    const out = new PassThrough();
    assert.equal(await writeHistory(paths, out, (text) => void said.push(text)), 1);
    assert.match(said[0]!, /^history: unable to open database file/);
    assert.deepEqual([readdirSync(paths.agentData), out.readableLength], [[], 0]);
  });
});
