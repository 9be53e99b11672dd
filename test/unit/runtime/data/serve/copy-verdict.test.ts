import assert from "node:assert/strict";
import fc from "fast-check";
import type { DatasetView } from "../../../../../runtime/data/ports";
import { judgeCopy, type SentDataset } from "../../../../../runtime/data/serve/copy-verdict";

const snap = (name: string, guid = name) => ({ name, guid, createdAt: 0, held: false });
const view = (name: string, snapshots: readonly string[], more: Partial<DatasetView> = {}): DatasetView => ({
  name,
  snapshots: snapshots.map((one) => snap(...(one.split("=") as [string, string?]))),
  changed: false,
  empty: false,
  partial: false,
  ...more,
});
const sent = (name: string, snapshots: readonly string[]): SentDataset => ({
  name,
  snapshots: snapshots.map((one) => snap(one)),
});

describe("the verdict on a copy", () => {
  it("is ready where its head is one of the sender's, whatever is older", () => {
    assert.deepEqual(judgeCopy([view("p/a", ["own", "1", "2"])], [sent("p/a", ["2", "3"])]), {
      kind: "ready",
      room: [],
    });
  });

  it("is ready where an interrupted run has brought its datasets to different snapshots", () => {
    const here = [view("p/a", ["1", "2"]), view("p/a/b", ["1"])];
    assert.equal(judgeCopy(here, [sent("p/a", ["1", "2"]), sent("p/a/b", ["1", "2"])]).kind, "ready");
  });

  it("is seed where nothing is there, or nothing was ever used", () => {
    assert.deepEqual(judgeCopy([], [sent("p/a", ["1"])]), { kind: "seed", room: [] });
    const here = [view("p/a", [], { empty: true }), view("p/a/b", [], { empty: true })];
    assert.deepEqual(judgeCopy(here, [sent("p/a", ["1"]), sent("p/a/b", ["1"])]), {
      kind: "seed",
      room: ["p/a"],
    });
  });

  it("leaves the beginning of an interrupted receive as it is", () => {
    const here = [view("p/a", [], { partial: true })];
    assert.deepEqual(judgeCopy(here, [sent("p/a", ["1"])]), { kind: "seed", room: [] });
  });

  it("makes room for a new dataset alone, and none where the sender has none yet", () => {
    const here = [
      view("p/a", ["1"]),
      view("p/a/new", [], { empty: true }),
      view("p/a/own", [], { empty: true }),
    ];
    assert.deepEqual(judgeCopy(here, [sent("p/a", ["1"]), sent("p/a/new", ["2"])]), {
      kind: "ready",
      room: ["p/a/new"],
    });
  });

  it("is diverged where something was written, or snapshotted, or belongs to nobody else", () => {
    const from = [sent("p/a", ["1", "2"]), sent("p/a/b", ["1", "2"])];
    const cases: [DatasetView[], string | undefined][] = [
      [[view("p/a", ["1"], { changed: true })], "1"],
      [[view("p/a", ["1", "mine"])], "1"],
      [[view("p/a", ["1", "2"]), view("p/a/b", ["1", "mine"])], "1"],
      [[view("p/a", ["1", "2=other"])], "1"],
      [[view("p/a", ["mine"])], undefined],
      [[view("p/a", [])], undefined],
      [[view("p/a", ["1"]), view("p/a/own", ["x"])], "1"],
      [[view("p/a", ["1", "2"]), view("p/a/b", ["2=other"])], undefined],
    ];
    for (const [here, common] of cases) {
      const verdict = judgeCopy(here, from);
      assert.equal(verdict.kind, "diverged");
      assert.equal(verdict.kind === "diverged" ? verdict.common?.name : "", common);
    }
  });

  // Two hosts take turns in writing; what the copy has beyond the other's history may never be received over.
  const names = ["p/a", "p/a/b", "p/a/c"];
  const step = fc.record({
    who: fc.constantFrom("here", "there"),
    what: fc.constantFrom("write", "snapshot", "send-some", "send-all"),
    dataset: fc.nat(2),
  });
  it("is ready only where the copy has nothing of its own, and always goes on from what both have", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { here, there } = play(steps);
        const verdict = judgeCopy(here, there);
        const own = here.some(
          ({ name, snapshots, changed }) =>
            changed ||
            (snapshots.length > 0 &&
              !there
                .find((one) => one.name === name)!
                .snapshots.some(({ guid }) => guid === snapshots.at(-1)!.guid)),
        );
        assert.equal(verdict.kind === "diverged", own);
        if (verdict.kind === "diverged" && verdict.common) {
          const { name } = verdict.common;
          for (const dataset of here.filter(({ empty }) => !empty)) {
            const guid = dataset.snapshots.find((one) => one.name === name)?.guid;
            const theirs = there.find((one) => one.name === dataset.name)!.snapshots;
            assert.ok(guid !== undefined && theirs.some((one) => one.guid === guid));
          }
        }
        if (verdict.kind !== "diverged")
          for (const name of verdict.room)
            assert.ok(
              here
                .filter((one) => one.name === name || one.name.startsWith(`${name}/`))
                .every(({ empty }) => empty),
            );
      }),
      { numRuns: 500 },
    );
  });

  function play(steps: readonly { who: string; what: string; dataset: number }[]) {
    let count = 0;
    const side = () =>
      names.map((name) => ({
        name,
        snapshots: [] as ReturnType<typeof snap>[],
        changed: false,
        empty: true,
      }));
    const sides: Record<string, ReturnType<typeof side>> = { here: side(), there: side() };
    for (const { who, what, dataset } of steps) {
      const own = sides[who]!;
      if (what === "write") Object.assign(own[dataset]!, { changed: true, empty: false });
      else if (what === "snapshot") {
        count += 1;
        for (const one of own) {
          one.snapshots.push(snap(`s${count}`, `${who}-${count}-${one.name}`));
          Object.assign(one, { changed: false, empty: false });
        }
      } else {
        const upTo = what === "send-all" ? names.length : dataset;
        for (const [index, one] of sides["here"]!.entries()) {
          const from = sides["there"]![index]!;
          const head = one.snapshots.at(-1);
          const follows = head
            ? from.snapshots.some(({ guid }) => guid === head.guid) && !one.changed
            : one.empty;
          if (index < upTo && follows && from.snapshots.length > 0)
            Object.assign(one, { snapshots: [...from.snapshots], empty: false });
        }
      }
    }
    const here = sides["here"]!.map((one) => ({ ...one, partial: false }));
    return { here, there: sides["there"]!.map(({ name, snapshots }) => ({ name, snapshots })) };
  }
});
