import assert from "node:assert/strict";
import { ReadError } from "../../../../../../runtime/agent/sync/read/read-answer";
import { assertCounted, assertNotEmptied } from "../../../../../../runtime/agent/sync/read/counts";
import { denied, stateWith } from "../states";

const both = (allowed: number, denied: number) => ({
  allowed: { total: allowed },
  denied: { total: denied },
});
const counted = ({ lists = 0, clients = 0, allow = 0, deny = 0, allowRegex = 0, denyRegex = 0 }) => ({
  ftl: { database: { lists, clients, domains: both(allow, deny), regex: both(allowRegex, denyRegex) } },
});

describe("Pi-hole's own counts", () => {
  it("tell an empty table from one that was told to be", () => {
    for (const [table, counts] of [
      ["lists", { lists: 1 }],
      ["clients", { clients: 1 }],
      ["domains", { allow: 1 }],
      ["domains", { deny: 1 }],
      ["domains", { allowRegex: 1 }],
      ["domains", { denyRegex: 1 }],
    ] as const)
      assert.throws(
        () => assertNotEmptied(counted(counts), stateWith()),
        new ReadError(`${table}: none was told, while Pi-hole counts some`),
      );
  });

  it("are no reason to doubt a table that has rows, nor one that is empty, nor a count that failed", () => {
    assertNotEmptied(counted({}), stateWith());
    assertNotEmptied(counted({ lists: -2, clients: -2, deny: -2, allow: -2 }), stateWith());
    // It counts a little later than it adds and deletes, and lists only where they are enabled.
    assertNotEmptied(counted({ deny: 7 }), stateWith({ domains: denied("ads.example") }));
    assertNotEmptied(counted({}), stateWith({ domains: denied("ads.example") }));
  });

  it("are not taken from an answer that is none of Pi-hole's", () => {
    assert.throws(() => assertNotEmptied({ ftl: {} }, stateWith()), ReadError);
  });

  const totals = (uptime: number, count: number) => ({
    ftl: { uptime, database: { gravity: count, groups: count, lists: count, clients: count } },
  });

  it("are not known yet where all are zero right after a start", () => {
    assert.throws(
      () => assertCounted(totals(400, 0)),
      new ReadError("ftl: Pi-hole has not counted its lists yet"),
    );
    assertCounted(totals(60_000, 0));
    assertCounted(totals(400, 1));
  });

  it("that are negative mean that the database cannot be read", () => {
    assert.throws(() => assertCounted(totals(60_000, -2)), /cannot read its database of lists/);
  });
});
