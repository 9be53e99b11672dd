import assert from "node:assert/strict";
import {
  changesGroupIds,
  requestOf,
  RequestError,
} from "../../../../../../runtime/agent/sync/apply/requests";
import { trouble } from "../../../../../../runtime/agent/sync/apply/trouble";
import type { SyncStep } from "../../../../../../runtime/agent/sync/plan/step";
import { client, domain, group, list } from "../sample";

const ids = new Map([
  ["Default", 0],
  ["kids", 7],
]);

describe("a step's request", () => {
  it("encodes all that a path cannot hold", () => {
    const regex = domain("(^|\\.)a/b?c#d%2F$", { kind: "regex" });
    const { method, path } = requestOf({ kind: "set-domain", domain: regex }, ids);
    assert.equal(`${method} ${path}`, "PUT /api/domains/deny/regex/(%5E%7C%5C.)a%2Fb%3Fc%23d%252F%24");
  });

  it("names groups by this Pi-hole's ids, and sends all fields", () => {
    const step: SyncStep = {
      kind: "set-list",
      list: list("https://a.example/x?y", { groups: ["Default", "kids"] }),
    };
    assert.deepEqual(requestOf(step, ids), {
      method: "PUT",
      path: "/api/lists/https%3A%2F%2Fa.example%2Fx%3Fy?type=block",
      body: { type: "block", comment: null, groups: [0, 7], enabled: true },
      pauseMs: 0,
    });
  });

  it("is none where a group is not there: Pi-hole would take the default one", () => {
    const step: SyncStep = { kind: "set-client", client: client("a", { groups: ["gone"] }) };
    assert.throws(() => requestOf(step, ids), RequestError);
  });

  it("is none where it is more than Pi-hole takes", () => {
    const hosts = Array.from({ length: 4_000 }, (_, i) => `10.0.0.1 name-${i}`);
    const step: SyncStep = { kind: "settings", values: { "dns.hosts": hosts }, restarts: false };
    assert.throws(() => requestOf(step, ids), /bytes are more than Pi-hole takes/);
  });

  it("nests settings, and has a pause after what kept DNS waiting", () => {
    const settings: SyncStep = { kind: "settings", values: { "dns.domain.name": "lan" }, restarts: true };
    assert.deepEqual(requestOf(settings, ids).body, { config: { dns: { domain: { name: "lan" } } } });
    const add: SyncStep = { kind: "add-clients", clients: ["a"], comment: null, groups: ["kids"] };
    assert.deepEqual(requestOf(add, ids), {
      method: "POST",
      path: "/api/clients",
      body: { client: ["a"], comment: null, groups: [7] },
      pauseMs: 20,
    });
  });

  it("deletes by natural keys alone", () => {
    const keys = [{ item: "a.example", type: "deny", kind: "exact" }];
    const { path, body } = requestOf({ kind: "delete", table: "domains", keys }, ids);
    assert.deepEqual([path, body], ["/api/domains:batchDelete", keys]);
  });

  it("has the ids read again after groups are added or renamed", () => {
    assert.ok(changesGroupIds({ kind: "add-groups", names: ["a"], comment: null, enabled: true }));
    assert.ok(changesGroupIds({ kind: "set-group", name: "Default", group: group("house") }));
    assert.ok(!changesGroupIds({ kind: "set-group", name: "kids", group: group("kids") }));
  });
});

describe("the answer to a step", () => {
  const add: SyncStep = {
    kind: "add-domains",
    domains: ["a.example", "b.example"],
    type: "deny",
    domainKind: "exact",
    comment: null,
    enabled: true,
    groups: [],
  };
  const processed = (success: string[], errors: [string, string][] = []) => ({
    processed: {
      success: success.map((item) => ({ item })),
      errors: errors.map(([item, error]) => ({ item, error })),
    },
  });

  it("is good where every item was processed", () => {
    const body = processed(["a.example", "b.example"]);
    assert.equal(trouble(add, { status: 201, body }), undefined);
  });

  it("is trouble where errors are listed, although it says 201", () => {
    const body = processed(["a.example"], [["b.example", "UNIQUE constraint failed"]]);
    assert.equal(trouble(add, { status: 201, body }), "b.example: UNIQUE constraint failed");
  });

  it("is trouble where it does not tell of every item, or of none", () => {
    assert.equal(trouble(add, { status: 201, body: processed(["a.example"]) }), "did 1 of 2");
    assert.equal(trouble(add, { status: 201, body: {} }), "did not say what became of it");
  });

  it("is trouble in Pi-hole's own words", () => {
    const error = { key: "database_error", message: "Could not add", hint: "database is locked" };
    const said = trouble(add, { status: 400, body: { error } });
    assert.equal(said, "answered 400: Could not add: database is locked (database_error)");
  });

  it("takes for deleted what was not there", () => {
    const step: SyncStep = { kind: "delete", table: "groups", keys: [{ item: "a" }] };
    assert.equal(trouble(step, { status: 204, body: undefined }), undefined);
    assert.equal(trouble(step, { status: 404, body: { took: 0.1 } }), undefined);
    const error = { key: "not_found", message: "Not found", hint: null };
    assert.match(trouble(step, { status: 404, body: { error } }) ?? "", /404: Not found/);
    assert.match(trouble(step, { status: 200, body: {} }) ?? "", /200/);
  });

  it("is trouble where the configuration that comes back lacks the value", () => {
    const step: SyncStep = { kind: "settings", values: { "dns.blockTTL": 5 }, restarts: false };
    assert.equal(trouble(step, { status: 200, body: { config: { dns: { blockTTL: 5 } } } }), undefined);
    const wrong = trouble(step, { status: 200, body: { config: { dns: { blockTTL: 2 } } } });
    assert.equal(wrong, "dns.blockTTL: was not taken");
    assert.match(trouble(step, { status: 200, body: {} }) ?? "", /not taken/);
  });

  it("is trouble where blocking is another than was set", () => {
    const step: SyncStep = { kind: "blocking", enabled: false, timer: 60 };
    assert.equal(trouble(step, { status: 200, body: { blocking: "disabled", timer: 60 } }), undefined);
    const wrong = trouble(step, { status: 200, body: { blocking: "failed", timer: null } });
    assert.match(wrong ?? "", /not disabled/);
  });
});
