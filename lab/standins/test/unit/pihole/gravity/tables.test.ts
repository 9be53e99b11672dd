import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { createSchema } from "../../../../pihole/src/gravity/schema";
import { deleteRows, readRows, writeRow } from "../../../../pihole/src/gravity/tables";

/** A domain as the model has it, by item and type. */
interface Domain {
  readonly comment: string | null;
  readonly enabled: boolean;
  readonly groups: readonly number[];
}

const item = fc.constantFrom("a.example", "b.example", "c.example");
const type = fc.constantFrom(0, 1);
const common = { comment: fc.option(fc.constantFrom("x", "y")), enabled: fc.boolean() };
/** Groups 0 to 3 are there, 9 never is. */
const groups = fc.option(fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 9)), { nil: undefined });
const step = fc.oneof(
  fc.record({ kind: fc.constant("write" as const), item, type, ...common, groups, upsert: fc.boolean() }),
  fc.record({ kind: fc.constant("delete" as const), item, type }),
);

describe("rows of the gravity database", () => {
  it("are as a model has them after any writes and deletions, refused ones included", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const db = new DatabaseSync(":memory:");
        createSchema(db);
        for (const name of ["one", "two", "three"]) {
          writeRow(db, "groups", { item: name, comment: null, enabled: true }, false);
        }
        const model = new Map<string, Domain>();
        for (const each of steps) {
          const key = `${each.item} ${each.type}`;
          const before = model.get(key);
          if (each.kind === "delete") {
            assert.equal(deleteRows(db, "domains", [each]), before === undefined ? 0 : 1);
            model.delete(key);
            continue;
          }
          const missing = each.groups?.includes(9) === true;
          const duplicate = before !== undefined && !each.upsert;
          const write = () => writeRow(db, "domains", each, each.upsert);
          if (duplicate) assert.throws(write, /UNIQUE constraint failed: domainlist.domain, domainlist.type/);
          else if (missing) assert.throws(write, /FOREIGN KEY constraint failed/);
          else write();
          if (duplicate) continue;
          const kept = before?.groups ?? [0];
          // A group that is not there ends it: those before it are set, and the earlier ones are gone.
          const set = missing ? each.groups!.slice(0, each.groups!.indexOf(9)) : each.groups;
          const now = set === undefined ? kept : [...set].sort((a, b) => a - b);
          model.set(key, { comment: each.comment, enabled: each.enabled, groups: now });
        }
        const seen = readRows(db, "domains", {}).map(({ row, groups: ids }): [string, Domain] => [
          `${String(row.domain)} ${String(row.type)}`,
          { comment: row.comment as string | null, enabled: row.enabled === 1, groups: ids },
        ]);
        db.close();
        assert.deepEqual(new Map(seen), model);
      }),
    );
  });
});
