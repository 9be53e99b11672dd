import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { flaw, noSum, type Row, sumOf } from "../../../../../lab/images/journal/src/chain";
import { dump } from "../../../../../lab/images/journal/src/dump";
import { Store } from "../../../../../lab/images/journal/src/store";

function rows(count: number, run: string, before?: Row): Row[] {
  const made: Row[] = [];
  for (let i = 0; i < count; i++) {
    const last = made.at(-1) ?? before;
    const row = { seq: (last?.seq ?? 0) + 1, run, node: "one", at: 100 + i, payload: Buffer.from([i]) };
    made.push({ ...row, sum: sumOf(last?.sum ?? noSum, row) });
  }
  return made;
}

describe("the journal", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "journal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => path.join(folder, "journal.db");
  const keep = (all: readonly Row[]) => {
    const store = Store.open(file());
    all.forEach((row) => store.append(row));
    store.close();
  };
  const spoil = (sql: string) => {
    const database = new DatabaseSync(file());
    database.exec(sql);
    database.close();
  };

  it("says of a row what is wrong with it", () => {
    const [one, two, three] = rows(3, "a") as [Row, Row, Row];
    assert.equal(flaw(undefined, one), "");
    assert.equal(flaw(one, two), "");
    assert.match(flaw(one, three), /row 3 stands where 2 should/);
    assert.match(flaw(undefined, two), /row 2 stands where 1 should/);
    assert.match(flaw(one, { ...two, payload: Buffer.from("x") }), /row 2: its checksum is wrong/);
    assert.match(flaw(one, { ...two, node: "two" }), /checksum/);
    assert.match(flaw({ ...one, sum: "x" }, two), /checksum/);
  });

  it("tells what it holds, and who wrote when", () => {
    const first = rows(3, "a");
    const all = [...first, ...rows(2, "b", first.at(-1))];
    keep(all);
    writeFileSync(path.join(folder, "mark.json"), JSON.stringify({ seq: 4, sum: "s" }));
    const found = dump(folder, folder, 1);
    assert.deepEqual(
      found.rows,
      all.map(({ seq, sum }) => [seq, sum]),
    );
    assert.deepEqual(found.runs, [
      { run: "a", node: "one", firstAt: 100, lastAt: 102 },
      { run: "b", node: "one", firstAt: 100, lastAt: 101 },
    ]);
    assert.deepEqual([found.flaws, found.mark], [[], { seq: 4, sum: "s" }]);
    assert.deepEqual(
      dump(folder, folder, 4).rows.map(([seq]) => seq),
      [4, 5],
    );
    assert.deepEqual(dump(folder, folder, 4).flaws, []);
  });

  it("finds a gap and a changed row, wherever it is asked to begin", () => {
    keep(rows(6, "a"));
    spoil("DELETE FROM rows WHERE seq = 3");
    assert.match(dump(folder, folder, 1).flaws.join(), /row 4 stands where 3 should/);
    spoil("UPDATE rows SET at = at + 1 WHERE seq = 6");
    assert.deepEqual(dump(folder, folder, 6).flaws, ["row 6: its checksum is wrong"]);
    spoil("DELETE FROM rows WHERE seq = 1");
    assert.match(dump(folder, folder, 1).flaws[0]!, /row 2 stands where 1 should/);
  });

  it("is absent where there is none", () => {
    assert.equal(dump(folder, folder, 1).absent, true);
  });
});
