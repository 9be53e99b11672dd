import assert from "node:assert/strict";
import { checkData, lostWrites } from "../../../../lab/checks/data-rules";
import type { Branch, DataHistory, Sample } from "../../../../lab/checks/data-history";
import type { Ack, Dump } from "../../../../lab/load/journal-protocol";

const journal = "tank/lab/journal";

/** Writes of one process, `count` from `seq` on, one each 10 ms from `at` on. */
const written = (run: string, node: string, seq: number, count: number, at: number): Ack[] =>
  Array.from({ length: count }, (_, i) => ({
    seq: seq + i,
    run,
    node,
    at: at + i * 10,
    sum: `${run}-${seq + i}`,
  }));

function branch(node: string, dataset: string, ...runs: readonly (readonly Ack[])[]): Branch {
  const rows = runs.flat().map(({ seq, sum }) => [seq, sum] as const);
  const times = runs.map((acks) => ({
    run: acks[0]!.run,
    node: acks[0]!.node,
    firstAt: acks[0]!.at,
    lastAt: acks.at(-1)!.at,
  }));
  return { node, dataset, journal: { absent: false, rows, runs: times, flaws: [], mark: null } };
}

const looked = (at: number, node: string, datasets: Readonly<Record<string, string>>): Sample => ({
  at,
  node,
  datasets: Object.entries(datasets).map(([name, text]) => {
    const [guid = "", ...snapshots] = text.split(" ");
    return { name, guid, snapshots: snapshots.map((one) => ({ name: one, guid: `g-${one}` })) };
  }),
});

/** One lost its power at 1000; two took over from a copy that lacked its last three writes; one kept its branch. */
const ones = written("r1", "one", 1, 10, 100);
const twos = written("r2", "two", 8, 10, 40_000);
const good: DataHistory = {
  from: 0,
  to: 60_000,
  declared: [journal],
  notWhole: [],
  steps: [{ step: 1, at: 1_000, text: "off at one" }],
  acks: [...ones, ...twos],
  samples: [
    looked(0, "one", { [journal]: "d1 s1" }),
    looked(1, "two", { [journal]: "d2 s1" }),
    looked(41_000, "two", { [journal]: "d2 s1 s2" }),
    looked(45_000, "one", { [journal]: "d1 s1 s1b" }),
    looked(55_000, "one", { [journal]: "d3 s1 s2", "tank/ha-dns-kept/x/journal": "d1 s1b" }),
    looked(55_001, "two", { [journal]: "d2 s1 s2" }),
  ],
  data: branch("two", journal, ones.slice(0, 7), twos),
  kept: [branch("one", "tank/ha-dns-kept/x/journal", ones)],
};
const rules = (history: DataHistory) => checkData(history).map(({ rule }) => rule);
const dumpWith = (of: Branch, change: Partial<Dump>): Branch => ({
  ...of,
  journal: { ...of.journal, ...change },
});

describe("the check of a data history", () => {
  it("finds nothing in one in which a branch was kept", () => {
    assert.deepEqual(checkData(good), []);
  });

  it("takes no history in which nothing happened", () => {
    for (const empty of [{ acks: [] }, { steps: [] }, { samples: [] }, { data: null }])
      assert.deepEqual(rules({ ...good, ...empty }), ["something was written and something broke"]);
  });

  it("misses a write that is in no branch: the one that recv -F has thrown away", () => {
    const [found] = checkData({ ...good, kept: [] });
    assert.equal(found?.rule, "every acknowledged write is kept");
    assert.match(found.said, /3 writes of one, 8 to 10, are in no branch/);
    assert.deepEqual(
      lostWrites({ ...good, kept: [] }).map(({ seq }) => seq),
      [8, 9, 10],
    );
    assert.deepEqual(lostWrites(good), []);
  });

  it("knows rows by their content: the same numbers of another branch are others", () => {
    const others = branch("two", journal, ones.slice(0, 7), written("r2", "two", 8, 10, 40_000));
    assert.deepEqual(rules({ ...good, data: others, kept: [] }), ["every acknowledged write is kept"]);
  });

  it("sees two writers, by what was acknowledged and by what only a journal has", () => {
    const early = written("r2", "two", 8, 10, 185);
    const at = { ...good, acks: [...ones, ...early], data: branch("two", journal, ones.slice(0, 7), early) };
    assert.deepEqual(rules(at), ["one writer at most"]);
    assert.match(checkData(at)[0]!.said, /two \(r2\) wrote for 5 ms while one \(r1\) did/);
    const silent = [...ones, ...written("r1", "one", 11, 5_000, 200)];
    assert.deepEqual(rules({ ...good, kept: [branch("one", "tank/ha-dns-kept/x/journal", silent)] }), [
      "one writer at most",
    ]);
  });

  it("sees a writer that began again while one between them was at it", () => {
    const again = written("r3", "one", 18, 2, 40_050);
    const data = branch("two", journal, ones.slice(0, 7), twos, again);
    assert.deepEqual(rules({ ...good, acks: [...good.acks, ...again], data }), ["one writer at most"]);
  });

  it("sees a dataset or a kept branch that is gone, under whatever name it was, but lets an empty one make room", () => {
    const gone = looked(58_000, "one", { [journal]: "d3 s1 s2" });
    const [found, ...more] = checkData({ ...good, samples: [...good.samples, gone] });
    assert.deepEqual([found?.rule, more], ["nothing is destroyed", []]);
    const empty = looked(0, "one", { "tank/lab/new": "e1" });
    assert.deepEqual(checkData({ ...good, samples: [empty, ...good.samples] }), []);
    const renamed = looked(58_000, "one", { [journal]: "d3 s1 s2", "tank/elsewhere": "d1 s1b" });
    assert.deepEqual(checkData({ ...good, samples: [...good.samples, renamed] }), []);
  });

  it("sees the last common snapshot go, but for a moment in which a branch is set aside", () => {
    const without = (at: number) => looked(at, "one", { [journal]: "d3 s9", other: "d1 s1b" });
    const both = (at: number) => looked(at, "two", { [journal]: "d2 s1 s2" });
    const moment = [
      without(56_000),
      both(57_000),
      looked(58_000, "one", { [journal]: "d3 s1", other: "d1 s1b" }),
    ];
    assert.deepEqual(checkData({ ...good, samples: [...good.samples, ...moment] }), []);
    const forGood = [without(56_000), both(57_000), without(63_000)];
    const [found] = checkData({ ...good, samples: [...good.samples, ...forGood] });
    assert.equal(found?.rule, "a common snapshot is always there");
    assert.match(found.said, /one and two have no snapshot of tank\/lab\/journal in common/);
    const inTheMaking = [56_000, 63_000].map((at) =>
      looked(at, "one", { [journal]: "d3 s9", other: "d1 s1b", "tank/ha-dns-kept/y:new": "d4 s1" }),
    );
    assert.deepEqual(checkData({ ...good, samples: [...good.samples, both(55_500), ...inTheMaking] }), []);
    const never = [looked(0, "one", { [journal]: "a x" }), looked(20_000, "two", { [journal]: "b y" })];
    assert.deepEqual(checkData({ ...good, samples: never }), []);
  });

  it("looks at the journals themselves, and at the mark in the other dataset", () => {
    const spoilt = (change: Partial<Dump>) => rules({ ...good, data: dumpWith(good.data!, change) });
    assert.deepEqual(spoilt({ flaws: ["row 3: its checksum is wrong"] }), ["journals are whole"]);
    assert.deepEqual(spoilt({ mark: { seq: 99, sum: "r2-99" } }), ["journals are whole"]);
    assert.deepEqual(spoilt({ mark: { seq: 9, sum: "r1-9" } }), ["journals are whole"]);
    assert.deepEqual(spoilt({ mark: { seq: 9, sum: "r2-9" } }), []);
  });

  it("tells what was not whole at the end, and after which step", () => {
    const [found] = checkData({ ...good, notWhole: ["one: it is isolated"] });
    assert.deepEqual(found, { rule: "whole at the end", atMs: 60_000, step: 1, said: "one: it is isolated" });
  });
});
