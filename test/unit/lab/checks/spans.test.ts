import assert from "node:assert/strict";
import fc from "fast-check";
import { common, length, ownedSpans, type Span, without } from "../../../../lab/checks/spans";

const spans = fc.array(
  fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]): Span => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  { maxLength: 6 },
);
const all: Span = { from: 0, to: 100 };
const within = (list: readonly Span[], at: number) => list.some(({ from, to }) => at > from && at < to);
const moments = Array.from({ length: 100 }, (_, i) => i + 0.5);

describe("spans", () => {
  it("leave holes out", () => {
    fc.assert(
      fc.property(spans, spans, (some, holes) => {
        const left = without(some, holes);
        for (const at of moments) assert.equal(within(left, at), within(some, at) && !within(holes, at));
      }),
    );
  });

  it("have in common what is in each group", () => {
    fc.assert(
      fc.property(fc.array(spans, { minLength: 1, maxLength: 3 }), (groups) => {
        const found = common(all, groups);
        for (const at of moments)
          assert.equal(
            within(found, at),
            groups.every((group) => within(group, at)),
          );
      }),
    );
  });

  it("tell how many owned the VIP, also before the first change within", () => {
    const changes = [
      { at: -5, node: "a", owns: true },
      { at: 40, node: "b", owns: true },
      { at: 60, node: "a", owns: false },
      { at: 70, node: "b", owns: false },
      { at: 130, node: "b", owns: true },
    ];
    assert.deepEqual(
      ownedSpans(changes, all, (owners) => owners === 2),
      [{ from: 40, to: 60 }],
    );
    assert.deepEqual(
      ownedSpans(changes, all, (owners) => owners === 0),
      [{ from: 70, to: 100 }],
    );
    assert.deepEqual(ownedSpans(changes, all, (owners) => owners > 0).map(length), [70]);
  });
});
