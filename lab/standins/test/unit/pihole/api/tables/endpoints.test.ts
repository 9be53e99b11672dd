import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { Api, ScratchLists } from "../harness";

type Row = Readonly<Record<string, unknown>>;

describe("the API's groups, lists, domains and clients", () => {
  let api: Api;
  let scratch: ScratchLists;

  beforeEach(async () => {
    [api, scratch] = [new Api(), new ScratchLists()];
    scratch.lists.open();
    await api.open(scratch.lists.endpoints);
  });
  afterEach(() => {
    api.close();
    scratch.remove();
  });

  const rows = async (where: string): Promise<readonly Row[]> => {
    const { status, body } = await api.ask("GET", where);
    assert.equal(status, 200, JSON.stringify(body));
    return body[where.split(/[/?]/)[0]!] as readonly Row[];
  };
  const errors = (body: Row) => (body.processed as { errors: readonly Row[] }).errors;

  it("begin with the Default group, which comes back without its comment when it is deleted", async () => {
    const [first] = await rows("groups");
    assert.deepEqual(
      [first?.id, first?.name, first?.comment, first?.enabled],
      [0, "Default", "The default group", true],
    );
    assert.equal((await api.ask("DELETE", "groups/Default")).status, 204);
    const [again] = await rows("groups");
    assert.deepEqual([again?.id, again?.name, again?.comment], [0, "Default", null]);
  });

  it("answer 201 to a duplicate, and say it only in `processed`", async () => {
    assert.equal((await api.ask("POST", "groups", { name: "kids" })).status, 201);
    const { status, body, headers } = await api.ask("POST", "groups", { name: "kids" });
    assert.equal(status, 201);
    assert.deepEqual(errors(body), [{ item: "kids", error: "UNIQUE constraint failed: group.name" }]);
    assert.equal(headers.get("location"), "/api/groups/kids");
  });

  it("take arrays with a common comment, and put new rows into group 0 unless told otherwise", async () => {
    await api.ask("POST", "groups", { name: ["a", "b"] });
    await api.ask("POST", "domains/deny/exact", { domain: ["x.example", "y.example"], comment: "c" });
    await api.ask("POST", "domains/deny/exact", { domain: "z.example", groups: [2, 1], enabled: false });
    const seen = (await rows("domains")).map(({ domain, comment, groups, enabled }) => [
      domain,
      comment,
      groups,
      enabled,
    ]);
    assert.deepEqual(seen, [
      ["x.example", "c", [0], true],
      ["y.example", "c", [0], true],
      ["z.example", null, [1, 2], false],
    ]);
  });

  it("make a row in the groups before the first that does not exist, and say so", async () => {
    const { status, body } = await api.ask("POST", "clients", { client: "192.0.2.1", groups: [7] });
    assert.equal(status, 201);
    assert.deepEqual(errors(body), [{ item: "192.0.2.1", error: "FOREIGN KEY constraint failed" }]);
    await api.ask("POST", "clients", { client: "192.0.2.2", groups: [0, 7, 0] });
    assert.deepEqual(
      (await rows("clients")).map(({ groups }) => groups),
      [[], [0]],
    );
  });

  it("reset comment and enabled on a PUT that leaves them out, but not the groups", async () => {
    await api.ask("POST", "groups", { name: "a" });
    const common = { comment: "c", enabled: false, groups: [1] };
    await api.ask("POST", "lists?type=block", { address: "https://a.example/l", ...common });
    const { status, body } = await api.ask("PUT", "lists/https%3A%2F%2Fa.example%2Fl?type=block", {});
    assert.equal(status, 200);
    const [list] = body.lists as readonly Row[];
    assert.deepEqual([list?.comment, list?.enabled, list?.groups, list?.id], [null, true, [1], 1]);
  });

  it("make what a PUT names where it is not there", async () => {
    assert.equal((await api.ask("PUT", "clients/AA:bb:00:00:00:01", { comment: "tv" })).status, 200);
    assert.deepEqual((await rows("clients"))[0]?.client, "AA:bb:00:00:00:01");
  });

  it("rename a group by PUT, and then do not find it under its old name", async () => {
    await api.ask("POST", "groups", { name: "old", comment: "c" });
    const { body } = await api.ask("PUT", "groups/old", { name: "new one", comment: "c" });
    assert.deepEqual(body.groups, []);
    assert.deepEqual(
      (await rows("groups")).map(({ id, name }) => [id, name]),
      [
        [0, "Default"],
        [1, "new one"],
      ],
    );
  });

  it("leave a client in no group at all when its only one is deleted", async () => {
    await api.ask("POST", "groups", { name: "a" });
    await api.ask("POST", "clients", { client: "192.0.2.1", groups: [1] });
    await api.ask("DELETE", "groups/a");
    assert.deepEqual((await rows("clients"))[0]?.groups, []);
  });

  it("know a domain by type and kind, and find it by any part of them", async () => {
    for (const where of ["allow/exact", "deny/exact"]) {
      await api.ask("POST", `domains/${where}`, { domain: "x.example" });
    }
    await api.ask("POST", "domains/deny/regex", { domain: "^x\\.(a|b)$" });
    const count = async (where: string) => (await rows(`domains${where}`)).length;
    assert.deepEqual(
      [
        await count(""),
        await count("/x.example"),
        await count("/allow"),
        await count("/deny/exact/x.example"),
      ],
      [3, 2, 1, 1],
    );
    assert.deepEqual([await count("/regex"), await count("/exact/x.example")], [1, 2]);
    const regex = `domains/deny/regex/${encodeURIComponent("^x\\.(a|b)$")}`;
    assert.equal((await rows(regex)).length, 1);
    assert.equal((await api.ask("DELETE", regex)).status, 204);
    assert.equal((await api.ask("DELETE", regex)).status, 404);
  });

  it("do not move a domain by a PUT with another type", async () => {
    await api.ask("POST", "domains/deny/exact", { domain: "x.example" });
    await api.ask("PUT", "domains/deny/exact/x.example", { type: "allow", kind: "exact" });
    const seen = (await rows("domains")).map(({ type }) => type);
    assert.ok(seen.includes("deny"), JSON.stringify(seen));
  });

  it("keep an international name as punycode, in lower case, and show it as it was", async () => {
    await api.ask("POST", "domains/deny/exact", { domain: ["BÜcher.example", "UPPER.example"] });
    const seen = (await rows("domains")).map(({ domain, unicode }) => [domain, unicode]);
    assert.deepEqual(seen, [
      ["xn--bcher-kva.example", "bücher.example"],
      ["upper.example", "upper.example"],
    ]);
  });

  it("refuse a request as a whole for one bad item", async () => {
    const bad: readonly (readonly [string, unknown, string])[] = [
      ["domains/deny/regex", { domain: ["^ok$", "(["] }, "regex_error"],
      ["domains/deny/exact", { domain: ["ok.example", "not ok"] }, "bad_request"],
      ["domains/deny/exact", { domain: "-bad.example" }, "bad_request"],
      ["domains/deny", { domain: "x.example" }, "uri_error"],
      ["domains/deny/exact", {}, "bad_request"],
      ["lists", { address: "https://a.example" }, "bad_request"],
      ["lists?type=deny", { address: "https://a.example" }, "bad_request"],
      ["groups/a", { name: "a" }, "uri_error"],
    ];
    for (const [where, json, key] of bad) {
      const { status, body } = await api.ask("POST", where, json);
      assert.deepEqual([where, status, (body.error as Row).key], [where, 400, key]);
    }
    assert.deepEqual([(await rows("domains")).length, (await rows("lists")).length], [0, 0]);
  });

  it("delete many at once: 204, or 404 where there was none of them", async () => {
    await api.ask("POST", "domains/deny/exact", { domain: ["a.example", "b.example"] });
    await api.ask("POST", "lists?type=allow", { address: "https://a.example" });
    const kinds = { type: "deny", kind: "exact" };
    const domains = ["a.example", "gone.example"].map((item) => ({ item, ...kinds }));
    assert.equal((await api.ask("POST", "domains:batchDelete", domains)).status, 204);
    assert.equal((await api.ask("POST", "domains:batchDelete", domains)).status, 404);
    assert.equal((await api.ask("POST", "domains:batchDelete", [{ item: "b.example" }])).status, 400);
    const list = { item: "https://a.example" };
    assert.equal((await api.ask("POST", "lists:batchDelete", [{ ...list, type: "block" }])).status, 404);
    assert.equal((await api.ask("POST", "lists:batchDelete", [{ ...list, type: "allow" }])).status, 204);
    assert.deepEqual(
      (await rows("domains")).map(({ domain }) => domain),
      ["b.example"],
    );
  });

  it("hold DNS up for each item that is written, and for a batchDelete hardly", async () => {
    const domain = Array.from({ length: 100 }, (_, i) => `d${i}.example`);
    await api.ask("POST", "domains/deny/exact", { domain });
    await api.ask(
      "POST",
      "domains:batchDelete",
      domain.map((item) => ({ item, type: "deny", kind: "exact" })),
    );
    assert.deepEqual(scratch.holds, [75, 0.75]);
  });

  it("count each written item in the file's change counter", async () => {
    const counter = () => readFileSync(scratch.file).readUInt32BE(24);
    const before = counter();
    await api.ask("POST", "domains/deny/exact", { domain: ["a.example", "b.example"], groups: [0] });
    assert.equal(counter() - before, 2);
    await api.ask("GET", "domains");
    assert.equal(counter() - before, 2);
  });

  it("say what is wrong with the database, instead of being empty", async () => {
    const db = new DatabaseSync(scratch.file);
    db.exec("PRAGMA foreign_keys=OFF; DROP TABLE client");
    db.close();
    const { status, body } = await api.ask("GET", "clients");
    assert.equal(status, 400);
    const { key, hint } = body.error as Row;
    assert.deepEqual([key, hint], ["database_error", "no such table: client"]);
  });
});
