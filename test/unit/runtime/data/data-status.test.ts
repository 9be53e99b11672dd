import assert from "node:assert/strict";
import type { DataState } from "../../../../runtime/contract/data-state";
import { alertsOf, dataStatusText, onFailover, statusOf } from "../../../../runtime/data/data-status";
import { holder } from "./keeper/sample";

const now = 1_000_000;
const rules = { fenced: true, maxAgeMs: 900_000 };

describe("data status", () => {
  it("has no alert where the service runs and the peer follows", () => {
    assert.deepEqual(alertsOf(holder, now), []);
    assert.match(onFailover(holder, now, rules), /would take the data over; writes of the last 30 s/);
  });

  it("alerts of a copy that is too far behind, a failed service, a missing pool, and what waits for a person", () => {
    const [lag] = alertsOf(holder, now + 400_000);
    assert.match(lag!, /430 s behind/);
    const failed = { name: "journal", state: "failed", reason: "exit code 1" } as const;
    assert.deepEqual(alertsOf({ ...holder, services: [failed] }, now), [
      "service journal failed: exit code 1",
    ]);
    const roots = holder.roots.map((root) => ({ ...root, trouble: "not mounted" }));
    assert.deepEqual(alertsOf({ ...holder, roots }, now), ["tank/srv: not mounted"]);
    const [word] = alertsOf({ ...holder, state: "waiting", reason: "old" }, now);
    assert.equal(word, "waiting: old");
  });

  it("says that a copy which is too old, or missing, would not be taken over by itself", () => {
    const replica: DataState = { ...holder, state: "replica", replication: [] };
    assert.match(onFailover(replica, now + 1_000_000, rules), /would wait for a person's word/);
    const roots = [{ ...holder.roots[0]!, newest: null }];
    assert.match(onFailover({ ...replica, roots }, now, rules), /no whole copy/);
    assert.match(onFailover(replica, now, { ...rules, fenced: false }), /only when a person says so/);
  });

  it("fits a line each for people", () => {
    const lines = dataStatusText(statusOf(holder, now, rules), now).split("\n");
    assert.match(lines[0]!, /^pi1: holder; datasets writable; take-over 3$/);
    assert.ok(lines.includes("  dataset tank/srv: ha-dns_x, 30 s ago"));
  });
});
