import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { apiListener } from "../../../../../../lab/standins/pihole/src/api/server";
import { ScratchLists } from "../../../../../../lab/standins/test/unit/pihole/api/harness";
import { endAll, guarded, piholeWith, type Guarded } from "../support";

type Row = Readonly<Record<string, unknown>>;
interface Processed {
  readonly success: readonly { readonly item: string }[];
  readonly errors: readonly { readonly item: string; readonly error: string }[];
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `d${i}.example`);
const where = "/api/domains/deny/exact";

describe("guard: changes of rows", () => {
  let scratch: ScratchLists;
  let guard: Guarded;
  /** What Pi-hole was asked. */
  let asked: string[];
  let breaths: number;
  let gravityRuns: () => boolean;
  let onPost: () => void;

  beforeEach(async () => {
    scratch = new ScratchLists();
    scratch.lists.open();
    [asked, breaths, gravityRuns, onPost] = [[], 0, () => false, () => undefined];
    const api = apiListener(scratch.lists.endpoints, () => ({ kind: "open" }));
    const pihole = await piholeWith((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.method === "POST") onPost();
      api(request, response);
    });
    guard = await guarded(pihole, "leader", {
      pace: {
        turn: () => Promise.resolve(() => undefined),
        breathe: () => Promise.resolve(void breaths++),
      },
      folder: { gravityRuns: () => gravityRuns(), runEnded: () => undefined },
    });
  });
  afterEach(() => {
    endAll();
    scratch.remove();
  });

  async function ask(method: string, target: string, json?: unknown) {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const headers = body === undefined ? undefined : { "content-type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${guard.port}${target}`, { method, body, headers });
    const text = await response.text();
    const answer = (text === "" ? {} : JSON.parse(text)) as Row;
    return { status: response.status, answer, processed: answer.processed as Processed };
  }
  const rows = (): Row[] => {
    const db = new DatabaseSync(scratch.file, { readOnly: true });
    const sql = `SELECT d.domain, d.comment, d.enabled, group_concat(g.group_id) AS groups FROM domainlist d
      LEFT JOIN domainlist_by_group g ON g.domainlist_id = d.id GROUP BY d.id ORDER BY d.id`;
    const all = db.prepare(sql).all();
    db.close();
    return all;
  };
  const lockedEvery = (every: number): (() => boolean) => {
    let changes = 0;
    return () => ++changes % every === 0;
  };
  /** Locked at these changes, counted from 0. */
  const lockedAt = (...which: readonly number[]): (() => boolean) => {
    let changes = 0;
    return () => which.includes(changes++);
  };

  it("writes each row, with its groups, although the database is locked now and then", async () => {
    await ask("POST", "/api/groups", { name: "kids" });
    scratch.isLocked = lockedEvery(3);
    const change = { domain: names(20), comment: "c", enabled: false, groups: [1] };
    const { status, processed } = await ask("POST", where, change);
    assert.equal(status, 201);
    assert.deepEqual(processed.errors, []);
    assert.deepEqual(processed.success.map(({ item }) => item).sort(), names(20).sort());
    const seen = rows().map(({ comment, enabled, groups }) => [comment, enabled, groups]);
    assert.deepEqual(seen, Array(20).fill(["c", 0, "1"]));
  });

  it("leaves a row as it is that was there before", async () => {
    await ask("POST", where, { domain: "d0.example", comment: "mine" });
    const db = new DatabaseSync(scratch.file);
    db.exec("UPDATE domainlist SET date_added = date_added - 60");
    db.close();
    scratch.isLocked = lockedAt(0);
    const { processed } = await ask("POST", where, { domain: names(2), comment: "c", groups: [] });
    assert.deepEqual(
      [processed.success.map(({ item }) => item), processed.errors.map(({ item }) => item)],
      [["d1.example"], ["d0.example"]],
    );
    assert.match(processed.errors[0]!.error, /UNIQUE/);
    assert.equal(rows()[0]!.comment, "mine");
  });

  it("changes a row although the database is locked at first", async () => {
    await ask("POST", where, { domain: "d0.example" });
    scratch.isLocked = lockedAt(0, 3);
    const { status, processed } = await ask("PUT", `${where}/d0.example`, { comment: "new", groups: [0] });
    assert.deepEqual([status, processed.errors], [200, []]);
    assert.equal(rows()[0]!.comment, "new");
  });

  it("says that a row is gone when it is: Pi-hole says so also if its database was locked", async () => {
    await ask("POST", where, { domain: names(3) });
    scratch.isLocked = lockedAt(0, 1);
    assert.equal((await ask("DELETE", `${where}/d0.example`)).status, 204);
    assert.deepEqual(
      rows().map(({ domain }) => domain),
      ["d1.example", "d2.example"],
    );
    scratch.isLocked = lockedAt(0);
    const keys = names(3).map((item) => ({ item, type: "deny", kind: "exact" }));
    assert.equal((await ask("POST", "/api/domains:batchDelete", keys)).status, 204);
    assert.deepEqual(rows(), []);
    assert.equal((await ask("DELETE", `${where}/d0.example`)).status, 404);
  });

  it("deletes the default group, which Pi-hole makes anew", async () => {
    assert.equal((await ask("DELETE", "/api/groups/Default")).status, 204);
    assert.equal(asked.filter((each) => each.startsWith("DELETE")).length, 1);
  });

  it("writes many rows in pieces, between which DNS has time, and answers once", async () => {
    const { status, answer, processed } = await ask("POST", where, { domain: names(300) });
    assert.equal(status, 201);
    assert.equal(processed.success.length, 300);
    assert.deepEqual(
      (answer.domains as Row[]).map(({ domain }) => domain),
      ["d299.example"],
    );
    const posts = asked.filter((each) => each.startsWith("POST")).length;
    assert.ok(posts > 4, `${posts} requests`);
    assert.equal(breaths, posts - 1);
    assert.ok(Math.max(...scratch.holds) <= 100 * 0.75);
    assert.equal(rows().length, 300);
  });

  it("has Pi-hole judge an array as a whole if it would refuse all for one of its rows", async () => {
    for (const domain of [
      ["a.example", "b c.example"],
      ["a.example", "ä{.example"],
      ["a.example", 7],
    ])
      assert.equal((await ask("POST", where, { domain })).status, 400);
    const regex = await ask("POST", "/api/domains/deny/regex", { domain: ["^a", "(b"] });
    assert.equal(regex.status, 400);
    assert.deepEqual(rows(), []);
  });

  it("writes one row in one request", async () => {
    const { status, processed } = await ask("POST", where, { domain: "d0.example" });
    assert.deepEqual([status, processed.success], [201, [{ item: "d0.example" }]]);
    assert.deepEqual([asked, breaths], [[`POST ${where}`], 0]);
  });

  it("tells what is not written any more if the lead moves meanwhile", async () => {
    scratch.isLocked = () => {
      guard.role = "follower";
      return false;
    };
    const { status, processed } = await ask("POST", where, { domain: names(10) });
    assert.equal(status, 201);
    assert.equal(processed.success.length, rows().length);
    assert.equal(processed.success.length + processed.errors.length, 10);
    assert.match(processed.errors.at(-1)!.error, /follows/);
  });

  it("writes again what a gravity run has dropped that began meanwhile", async () => {
    const swapped = new Promise<void>((resolve) => {
      let left = 1;
      onPost = () => {
        if (left-- <= 0) return;
        // It has copied the rows, and puts a database in its place that has only those.
        gravityRuns = () => true;
        setTimeout(() => {
          const db = new DatabaseSync(scratch.file);
          db.exec("DELETE FROM domainlist");
          db.close();
          gravityRuns = () => false;
          resolve();
        }, 100);
      };
    });
    const { status, processed } = await ask("POST", where, { domain: "d0.example", comment: "c" });
    await swapped;
    assert.deepEqual([status, processed.success, processed.errors], [201, [{ item: "d0.example" }], []]);
    assert.deepEqual(
      rows().map(({ domain, comment }) => [domain, comment]),
      [["d0.example", "c"]],
    );
  });
});
