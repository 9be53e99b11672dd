import assert from "node:assert/strict";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { FolderWatch, matters } from "../../../../../../runtime/agent/sync/leader/folder-watch";
import { until as untilSo } from "../../../../../../lab/shell";

describe("the watch of Pi-hole's folder", () => {
  let folder: string;
  let database: DatabaseSync;
  let changes: number;
  let watch: FolderWatch;
  const file = (name: string): string => path.join(folder, name);
  const write = (domain: string): void =>
    void database.prepare("INSERT INTO domainlist VALUES (?)").run(domain);
  const open = (name: string): DatabaseSync => {
    const opened = new DatabaseSync(file(name));
    opened.exec("CREATE TABLE domainlist (domain TEXT)");
    return opened;
  };
  const until = (done: () => boolean) => untilSo(`${changes} changes told`, 2_000, done, 5);

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "pihole-"));
    database = open("gravity.db");
    fs.writeFileSync(file("pihole.toml"), "a = 1\n");
    changes = 0;
    watch = new FolderWatch(
      folder,
      () => changes++,
      (error) => assert.fail(error),
    );
    watch.start();
  });
  afterEach(() => {
    watch.stop();
    database.close();
    fs.rmSync(folder, { recursive: true });
  });

  it("tells of a commit", async () => {
    const before = watch.token();
    write("a.example");
    assert.notEqual(watch.token(), before);
    await until(() => changes === 1);
  });

  it("tells of a change of the settings, and of no other file", async () => {
    const before = watch.token();
    const others = ["pihole-FTL.db", "dhcp.leases", "gravity_old.db", "gravity.db-journal", "toml.new"];
    for (const other of others) fs.writeFileSync(file(other), "x");
    assert.deepEqual(others.filter(matters), []);
    assert.equal(watch.token(), before);
    fs.writeFileSync(file("toml.new"), "a = 2\n");
    fs.renameSync(file("toml.new"), file("pihole.toml"));
    await until(() => changes === 1);
    assert.notEqual(watch.token(), before);
  });

  it("sees a gravity run while it lasts, and the database that it leaves", async () => {
    const before = watch.token();
    assert.equal(watch.gravityRuns(), false);
    open("gravity.db_temp").close();
    assert.equal(watch.gravityRuns(), true);
    const longAgo = new Date(Date.now() - 6 * 60_000);
    fs.utimesSync(file("gravity.db_temp"), longAgo, longAgo);
    assert.equal(watch.gravityRuns(), false, "a run that was cut off");
    const ahead = new Date(Date.now() + 3 * 60 * 60_000);
    fs.utimesSync(file("gravity.db_temp"), ahead, ahead);
    assert.equal(watch.gravityRuns(), false, "one that was cut off before the clock went back");
    fs.renameSync(file("gravity.db"), file("gravity_old.db"));
    fs.renameSync(file("gravity.db_temp"), file("gravity.db"));
    assert.equal(watch.gravityRuns(), false);
    assert.notEqual(watch.token(), before);
    await until(() => changes >= 1);
  });

  it("does not wait for what a failed run of its own has left", () => {
    open("gravity.db_temp").close();
    watch.runEnded();
    assert.equal(watch.gravityRuns(), false);
    const later = new Date(Date.now() + 1_000);
    fs.utimesSync(file("gravity.db_temp"), later, later);
    assert.equal(watch.gravityRuns(), true, "another run");
    fs.rmSync(file("gravity.db_temp"));
  });

  it("stays the same where nothing is written, and is one where there is nothing", () => {
    const before = watch.token();
    database.prepare("SELECT * FROM domainlist").all();
    assert.equal(watch.token(), before);
    const empty = new FolderWatch(fs.mkdtempSync(path.join(os.tmpdir(), "none-")), assert.fail, assert.fail);
    assert.equal(empty.token(), empty.token());
    assert.throws(() => new FolderWatch(file("nowhere"), assert.fail, assert.fail).start(), /ENOENT/);
  });

  it("does not break on files that are being exchanged by another process", async () => {
    const exchange = `
      const { renameSync, writeFileSync } = require("node:fs");
      const { workerData: folder, parentPort } = require("node:worker_threads");
      const exchanged = [["gravity.db", "gravity_old.db"], ["pihole.toml", "toml.old"]];
      parentPort.postMessage("begun");
      for (const end = performance.now() + 300; performance.now() < end; )
        for (const [here, away] of exchanged) {
          renameSync(folder + "/" + here, folder + "/" + away);
          renameSync(folder + "/" + away, folder + "/" + here);
        }`;
    const worker = new Worker(exchange, { eval: true, workerData: folder });
    await once(worker, "message");
    for (const end = performance.now() + 250; performance.now() < end;) watch.token();
    await once(worker, "exit");
  });
});
