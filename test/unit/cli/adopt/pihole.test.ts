import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { tablesOf } from "../../../../cli/adopt/pihole/database-tables";
import { settingsOfApi, settingsOfToml } from "../../../../cli/adopt/pihole/found-settings";
import { readSource } from "../../../../cli/adopt/source";
import { wantedOf } from "../../../../runtime/agent/sync/plan/adopted-state";
import { readSyncState } from "../../../../runtime/agent/sync/read/read-sync-state";
import { foundSchema, type FoundContent } from "../../../../runtime/contract/adoption";
import { gravityNamed } from "../../runtime/agent/sync/gravity";
import { anyPihole } from "../../runtime/agent/sync/model/random";
import { StandIn } from "../../runtime/agent/sync/stand-in";
import { zip } from "./archives";

const never = new AbortController().signal;
const wayIn = {
  password: () => Promise.resolve("lab"),
  code: () => Promise.reject(new Error("nobody has a code")),
};

/** As the cluster gets it: by name, in the order in which sync compares. */
function shared(found: FoundContent, own: Parameters<typeof wantedOf>[1]) {
  return wantedOf(foundSchema.parse(JSON.parse(JSON.stringify(found))), own).state;
}

describe("adopting a Pi-hole v6", () => {
  let pihole: StandIn;
  before(async () => {
    pihole = await new StandIn("source").start();
    const { pihole: api } = pihole.parts();
    const post = (where: string, body: object) => api.ask({ method: "POST", path: `/api/${where}`, body });
    await post("groups", { name: ["kids", "ü ñ"], comment: "g", enabled: false });
    await post("lists?type=allow", { address: "https://a.example/l", comment: null, groups: [0, 1] });
    await post("domains/deny/exact", { domain: "ads.example", comment: "why", groups: [1, 2] });
    await post("domains/allow/regex", { domain: "^ok\\.", comment: null, groups: [] });
    await post("clients", { client: "192.168.8.30", comment: "phone", groups: [2] });
    await api.ask({
      method: "PATCH",
      path: "/api/config",
      body: { config: { dns: { hosts: ["10.0.0.1 nas"], cnameRecords: ["files,nas"], cache: { size: 1 } } } },
    });
    pihole.writes.length = 0;
  });
  after(() => pihole.stop());

  const own = async () => pihole.parts().own.read(never);
  const file = (name: string): string => path.join(tmpdir(), name);
  async function exported(name: string, change: Record<string, Buffer> = {}): Promise<string> {
    const { stringify } = await import("smol-toml");
    const { body } = await pihole.parts().pihole.ask({ method: "GET", path: "/api/config" });
    pihole.database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const content = {
      "etc/pihole/gravity.db": readFileSync(path.join(pihole.folder, "gravity.db")),
      "etc/pihole/pihole.toml": Buffer.from(stringify((body as { config: object }).config)),
      "etc/dnsmasq.d/99-own.conf": Buffer.from("address=/x/1.2.3.4\n"),
      "etc/pihole/dhcp.leases": Buffer.alloc(0),
      ...change,
    };
    const files = Object.entries(content).map(([entry, bytes]) => ({ name: entry, content: bytes }));
    writeFileSync(file(name), zip(files));
    return file(name);
  }

  it("finds by the API what the cluster's own sync finds, and writes nothing", async () => {
    const found = await readSource(`http://127.0.0.1:${pihole.port}/admin/`, wayIn, never);
    const { state, traits } = await own();
    assert.deepEqual(shared(found, { state, traits }), state);
    assert.deepEqual(pihole.writes, []);
    assert.equal(found.settings["dns.cache.size"]?.changed, true);
  });

  it("finds the same in its export, lists every file that it does not read, and leaves no temporary file", async () => {
    const before = readdirSync(tmpdir());
    const found = await readSource(await exported("whole.zip"), wayIn, never);
    const { state, traits } = await own();
    assert.deepEqual(shared(found, { state, traits }), state);
    assert.deepEqual(
      found.left.map(({ what }) => what),
      ["etc/dnsmasq.d/99-own.conf"],
    );
    assert.deepEqual(readdirSync(tmpdir()).sort(), [...before, "whole.zip"].sort());
  });

  it("says what is wrong with a broken export", async () => {
    const broken = Buffer.from("SQLite format 3\0".padEnd(5_000, "x"));
    const damaged = readFileSync(path.join(pihole.folder, "gravity.db")).subarray(0, 9_000);
    for (const [change, words] of [
      [{ "etc/pihole/gravity.db": broken }, /not a readable gravity.db/],
      [{ "etc/pihole/gravity.db": damaged }, /not a readable gravity.db/],
      [{ "etc/pihole/pihole.toml": Buffer.from("a = = b") }, /pihole.toml: not a settings file/],
    ] as const)
      await assert.rejects(readSource(await exported("broken.zip", change), wayIn, never), words);
    writeFileSync(file("other.zip"), zip([{ name: "a", content: Buffer.from("b") }]));
    await assert.rejects(
      readSource(file("other.zip"), wayIn, never),
      /other.zip: etc\/pihole\/gravity.db is not in/,
    );
    await assert.rejects(readSource(file("absent.zip"), wayIn, never), /absent.zip: there is no such file/);
  });

  it("refuses an export that computes its rows: reading it might never end", async () => {
    const { DatabaseSync } = await import("node:sqlite");
    const endless = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)";
    for (const schema of [
      `ALTER TABLE client RENAME TO was; CREATE VIEW client AS ${endless} SELECT id, 'x' AS ip, '' AS comment FROM n;`,
      "ALTER TABLE client ADD COLUMN more TEXT AS (hex(zeroblob(400000000)));",
    ]) {
      const copy = file("hostile.db");
      writeFileSync(copy, readFileSync(path.join(pihole.folder, "gravity.db")));
      const db = new DatabaseSync(copy);
      db.exec(`PRAGMA legacy_alter_table = ON; ${schema}`);
      db.close();
      const change = { "etc/pihole/gravity.db": readFileSync(copy) };
      await assert.rejects(
        readSource(await exported("hostile.zip", change), wayIn, never),
        /client: a plain table is expected/,
      );
    }
  });

  it("says what is wrong with an address", async () => {
    for (const [address, words] of [
      ["http://me:secret@127.0.0.1/", /a password in the address is seen by everybody/],
      ["http://127.0.0.1:1/", /127.0.0.1:1 does not answer: .*ECONNREFUSED/],
    ] as const)
      await assert.rejects(readSource(address, wayIn, never), words);
  });

  it("makes of the tables of any Pi-hole what the cluster's sync makes of them", () => {
    fc.assert(
      fc.property(anyPihole, (model) => {
        const answers = model.answers();
        const { state, traits } = readSyncState(answers, gravityNamed("one"), true);
        const tables = tablesOf({
          ...(answers.groups as object),
          ...(answers.lists as object),
          ...(answers.domains as object),
          ...(answers.clients as object),
        });
        const found = { from: "model", ...tables, settings: {}, left: [] };
        assert.deepEqual(shared(found, { state, traits }), state);
      }),
      { numRuns: 100 },
    );
  });
});

describe("settings of a Pi-hole", () => {
  it("count as changed if Pi-hole marks them so", async () => {
    const text = [
      "[dns]",
      '  # A comment, with a mark in words: key = "x"',
      '  upstreams = [ "1.1.1.1" ] ### CHANGED, default = []',
      "  hosts = [",
      '    "10.0.0.1 [nas]"',
      "  ] ### CHANGED (env), default = []",
      "  blockTTL = 2",
      "  [dns.domain]",
      '    name = "home" ### CHANGED, default = "lan"',
    ].join("\n");
    const settings = await settingsOfToml(text);
    assert.deepEqual(settings["dns.hosts"], { value: ["10.0.0.1 [nas]"], changed: true });
    assert.deepEqual(settings["dns.blockTTL"], { value: 2, changed: false });
    assert.deepEqual(settings["dns.domain.name"], { value: "home", changed: true });
    assert.equal(settings["dns.upstreams"]?.changed, true);
  });

  it("are all taken for changed in a file that a person has written", async () => {
    assert.deepEqual(await settingsOfToml("[dns]\nblockTTL = 2"), {
      "dns.blockTTL": { value: 2, changed: true },
    });
  });

  it("are refused in another answer", () => {
    assert.throws(() => settingsOfApi({ error: {} }), /not settings of Pi-hole's/);
  });
});
