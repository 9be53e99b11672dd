import assert from "node:assert/strict";
import { mountsItself, parseTree } from "../../../../../runtime/data/zfs/dataset";

const rows = (...lines: readonly string[]) => lines.map((line) => line.split(" ").join("\t")).join("\n");

describe("reading datasets", () => {
  const text = rows(
    "tank/d type filesystem -",
    "tank/d written 0 -",
    "tank/d mounted yes -",
    "tank/d origin - -",
    "tank/d mountpoint /srv/d local",
    "tank/d canmount on default",
    "tank/d readonly on inherited",
    "tank/d quota 10 received",
    "tank/d userrefs - -",
    "tank/d receive_resume_token - -",
    "tank/d@b guid 2 -",
    "tank/d@b creation 20 -",
    "tank/d@b createtxg 9 -",
    "tank/d@b userrefs 0 -",
    "tank/d@a guid 1 -",
    "tank/d@a creation 20 -",
    "tank/d@a createtxg 7 -",
    "tank/d@a userrefs 2 -",
    "tank/d/e type filesystem -",
    "tank/d/e written 8192 -",
    "tank/d/e receive_resume_token 1-abc -",
    "tank/d#mark guid 1 -",
  );
  const [top, below, ...more] = parseTree(text, "written");

  it("puts snapshots into the order in which they came to be here, with who holds them", () => {
    assert.deepEqual(top?.snapshots, [
      { name: "a", guid: "1", createdAt: 20_000, holds: 2 },
      { name: "b", guid: "2", createdAt: 20_000, holds: 0 },
    ]);
    assert.deepEqual([below?.snapshots, more], [[], []]);
  });

  it("tells what is set on a dataset itself from what it inherits, and from what a stream brought", () => {
    assert.deepEqual([...top!.own], [["mountpoint", "/srv/d"]]);
    assert.equal(top?.readonly, true);
    assert.deepEqual([mountsItself(top!), mountsItself(below!)], [true, false]);
  });

  it("knows what was written since, and never takes what it is not told for nothing", () => {
    assert.deepEqual([top?.written, below?.written], [0, 8192]);
    assert.ok(Number.isNaN(parseTree(text, "unique")[0]?.written));
  });

  it("knows the beginning of a receive", () =>
    assert.deepEqual([top?.partial, below?.partial], [false, true]));
});
