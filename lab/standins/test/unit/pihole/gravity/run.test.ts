import assert from "node:assert/strict";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { countAll } from "../../../../pihole/src/gravity/counts";
import { createDatabase, GravityDatabase } from "../../../../pihole/src/gravity/database";
import { GravityFiles } from "../../../../pihole/src/gravity/files";
import { Overlap } from "../../../../pihole/src/gravity/overlap";
import { runGravity } from "../../../../pihole/src/gravity/run";
import { readRows, writeRow } from "../../../../pihole/src/gravity/tables";

describe("a gravity run", () => {
  let folder = "";
  let clock = 0;
  let database: GravityDatabase;
  let server: Server;
  let base = "";
  /** What the server gives for a list; undefined: 404. */
  let content: string | undefined;
  let whileServing: () => void = () => undefined;
  const said: string[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "ha-dns-gravity-"));
    database = new GravityDatabase(path.join(folder, "gravity.db"), () => clock);
    createDatabase(path.join(folder, "gravity.db"));
    database.start();
    said.length = 0;
    server = createServer((_request, response) => {
      whileServing();
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    whileServing = () => undefined;
    server.close();
    server.closeAllConnections();
    database.close();
    rmSync(folder, { recursive: true });
  });

  const run = () =>
    runGravity({
      files: new GravityFiles(folder),
      overlap: new Overlap(path.join(folder, "runs")),
      lookup: () => assert.fail("nothing is to be looked up"),
      say: (text) => said.push(text),
    });
  const addList = (address: string, type = 0) =>
    writeRow(database.handle, "lists", { item: address, comment: null, enabled: true, type }, false);
  const addDomain = (item: string) =>
    writeRow(database.handle, "domains", { item, comment: null, enabled: true, type: 1 }, false);
  const domains = () => readRows(database.handle, "domains", {}).map(({ row }) => row.domain);
  const reopen = () => {
    database.close();
    database.start();
  };
  const list = () => readRows(database.handle, "lists", {})[0]!.row;

  it("puts what lists have into gravity, and counts it", async () => {
    content = "0.0.0.0 a.example b.example\nno domain\n||c.example^\n";
    addList(`${base}/block`);
    await run();
    reopen();
    const { number, invalid_domains, abp_entries, status } = list();
    assert.deepEqual([number, invalid_domains, abp_entries, status], [3, 1, 1, 1]);
    const { database: counts, updated } = countAll(database.handle);
    assert.equal(counts.gravity, 3);
    assert.ok(Math.abs(updated - Date.now() / 1000) < 5);
    assert.ok(Number(list().date_updated) > 0);
    assert.ok(!existsSync(path.join(folder, "gravity.db_temp")));
  });

  it("tells apart a list that is new, unchanged, kept from last time, and gone", async () => {
    content = "a.example\n";
    addList(`${base}/block`);
    const after = async () => {
      await run();
      reopen();
      return [list().status, list().number];
    };
    assert.deepEqual(await after(), [1, 1]);
    assert.deepEqual(await after(), [2, 1]);
    content = undefined;
    assert.deepEqual(await after(), [3, 1]);
    rmSync(path.join(folder, "listsCache"), { recursive: true });
    assert.deepEqual(await after(), [4, 0]);
  });

  it("reads a list from a file, and one that allows into antigravity", async () => {
    writeFileSync(path.join(folder, "allow.txt"), "a.example\n");
    addList(`file://${folder}/allow.txt`, 1);
    await run();
    reopen();
    const rows = database.handle.prepare("SELECT domain FROM antigravity").all();
    assert.deepEqual(
      rows.map(({ domain }) => domain),
      ["a.example"],
    );
  });

  it("reads no file that not everybody may read, as each start makes those in /etc/pihole", async () => {
    const file = path.join(folder, "block.txt");
    writeFileSync(file, "a.example\n");
    addList(`file://${file}`);
    chmodSync(file, 0o640);
    await run();
    reopen();
    assert.deepEqual([list().status, list().number], [4, 0]);
    assert.ok(said.some((line) => line.includes("file needs to have a+r permission")));
    chmodSync(file, 0o644);
    await run();
    reopen();
    assert.deepEqual([list().status, list().number], [1, 1]);
  });

  it("begins a new database with the lists that the start script left beside it, once", () => {
    const first = path.join(folder, "first");
    mkdirSync(first);
    writeFileSync(path.join(first, "adlists.list"), "# lists\nhttps://lists.example/1\n\n");
    createDatabase(path.join(first, "gravity.db"));
    const made = new GravityDatabase(path.join(first, "gravity.db"));
    made.start();
    const rows = readRows(made.handle, "lists", {}).map(({ row }) => row.address);
    assert.deepEqual(rows, ["https://lists.example/1"]);
    assert.ok(!existsSync(path.join(first, "adlists.list")));
    made.close();
  });

  it("loses what is written while it goes on, and a while after, though both seem to be there", async () => {
    content = "a.example\n";
    addList(`${base}/block`);
    addDomain("before.example");
    whileServing = () => {
      assert.ok(existsSync(path.join(folder, "gravity.db_temp")));
      addDomain("during.example");
    };
    await run();
    addDomain("right-after.example");
    assert.deepEqual(domains(), ["before.example", "during.example", "right-after.example"]);
    assert.equal(database.follow(), false);
    clock += 1000;
    assert.equal(database.follow(), true);
    addDomain("later.example");
    assert.deepEqual(domains(), ["before.example", "later.example"]);
    assert.equal(database.follow(), false);
  });

  it("leaves 8 KB without tables where another one went on, and the next one restores what was", async () => {
    content = "a.example\n";
    addList(`${base}/block`);
    addDomain("kept.example");
    // Another process: this one's own number would be taken for itself.
    const other = path.join(folder, "runs", String(process.ppid));
    whileServing = () => writeFileSync(path.join(folder, "runs", String(process.pid)), "overlapped");
    await run();
    assert.match(said.at(-1)!, /Done/);
    assert.equal(statSync(path.join(folder, "gravity.db")).size, 8192);
    reopen();
    assert.throws(() => domains(), /no such table: domainlist/);

    whileServing = () => undefined;
    await run();
    reopen();
    assert.deepEqual(domains(), ["kept.example"]);

    // A mark of a process that lives makes both of them overlapped.
    writeFileSync(other, "");
    await run();
    assert.equal(statSync(path.join(folder, "gravity.db")).size, 8192);
    rmSync(other);
  });

  /** Overwrites most of the file, from its second page on, as a power cut may. */
  const damage = () => {
    const file = path.join(folder, "gravity.db");
    const size = statSync(file).size;
    const descriptor = openSync(file, "r+");
    writeSync(descriptor, Buffer.alloc(size - 4_096), 0, size - 4_096, 4_096);
    closeSync(descriptor);
  };

  it("takes the backup where the database is damaged, and fails where there is none", async () => {
    content = "a.example\n";
    addList(`${base}/block`);
    addDomain("kept.example");
    damage();
    reopen();
    assert.throws(() => domains(), /malformed/);
    await assert.rejects(run(), /no backup is available/);
    rmSync(path.join(folder, "gravity.db"));
    createDatabase(path.join(folder, "gravity.db"));
    reopen();
    addDomain("kept.example");
    await run();
    reopen();
    damage();
    await run();
    reopen();
    assert.deepEqual(domains(), ["kept.example"]);
  });

  it("makes a database where there is none, which a daemon that began without takes up at the second run alone", async () => {
    rmSync(path.join(folder, "gravity.db"));
    reopen();
    assert.throws(() => database.handle, /Database not available/);
    await run();
    assert.ok(existsSync(path.join(folder, "gravity.db")));
    clock += 1_000;
    assert.equal(database.follow(), false);
    assert.throws(() => database.handle, /Database not available/);
    setBuilt(Math.floor(Date.now() / 1000) + 2);
    assert.equal(database.follow(), true);
    assert.deepEqual(domains(), []);
  });

  it("is not taken up by a daemon that began with an empty file either", () => {
    writeFileSync(path.join(folder, "gravity.db"), "");
    reopen();
    assert.throws(() => database.handle, /Database not available/);
    assert.equal(database.follow(), false);
  });

  it("is not counted for a while after a start", () => {
    database.close();
    database.start(700);
    assert.throws(() => database.handle, /Database not available/);
    assert.equal(database.counted, false);
    assert.ok(database.content);
    clock += 700;
    assert.equal(database.counted, true);
    assert.deepEqual(domains(), []);
  });

  function setBuilt(at: number): void {
    const db = new DatabaseSync(path.join(folder, "gravity.db"));
    db.prepare("UPDATE info SET value = ? WHERE property = 'updated'").run(String(at));
    db.close();
  }
});
