import assert from "node:assert/strict";
import fc from "fast-check";
import { nextHeld, nothingHeld, toldOf, type Held } from "../../../../../runtime/agent/conditions/held";
import type { ConditionKind } from "../../../../../runtime/agent/conditions/kind";
import { mergeConditions, worstFirst } from "../../../../../runtime/agent/conditions/merge-conditions";
import { severities } from "../../../../../runtime/contract/severity";
import { type Condition } from "../../../../../runtime/agent/conditions/condition";
import { healthy, sightOf } from "./sight";

const sight = sightOf(healthy);
const kind = (holds: () => boolean): ConditionKind => ({
  code: "late",
  severity: "warning",
  title: "It is late.",
  forSeconds: 60,
  fix: "wait",
  look: () => (holds() ? [{ subject: "pi1", text: "pi1 is late" }] : []),
});

function run(seconds: readonly (readonly [second: number, holds: boolean])[]): Held {
  return seconds.reduce<Held>(
    (held, [second, holds]) => nextHeld(held, [kind(() => holds)], sight, second * 1_000),
    nothingHeld,
  );
}

describe("a condition", () => {
  it("is told when it has lasted long enough, with the time at which it began", () => {
    assert.deepEqual(
      toldOf(
        run([
          [0, true],
          [59, true],
        ]),
      ),
      [],
    );
    assert.deepEqual(
      toldOf(
        run([
          [0, true],
          [59, true],
          [60, true],
        ]),
      ),
      [{ code: "late", subject: "pi1", severity: "warning", text: "pi1 is late", fix: "wait", since: 0 }],
    );
  });

  it("begins anew if it was away before it was told", () => {
    assert.deepEqual(
      toldOf(
        run([
          [0, true],
          [30, false],
          [31, true],
          [60, true],
        ]),
      ),
      [],
    );
  });

  it("is over when it has been away for five seconds, and not at the first good look", () => {
    const told = [
      [0, true],
      [60, true],
    ] as const;
    assert.equal(toldOf(run([...told, [61, false], [64, false]])).length, 1);
    assert.equal(toldOf(run([...told, [61, false], [65, false]])).length, 0);
    const [again] = toldOf(run([...told, [61, false], [62, true], [66, false]]));
    assert.equal(again?.since, 0);
  });

  it("is not older than it is if the clock is set back", () => {
    const held = run([
      [1_000, true],
      [10, true],
    ]);
    assert.equal([...held.values()][0]?.since, 10_000);
  });
});

describe("what several nodes say", () => {
  const condition = fc.record({
    code: fc.constantFrom("a", "b"),
    subject: fc.constantFrom("", "pi1"),
    severity: fc.constantFrom(...severities),
    text: fc.string(),
    fix: fc.string(),
    since: fc.nat(1_000),
  });

  it("holds each condition once, as bad as the worst and as old as the oldest says", () => {
    fc.assert(
      fc.property(fc.array(fc.array(condition, { maxLength: 10 }), { maxLength: 4 }), (said) => {
        const merged = mergeConditions(said);
        const same = (a: Condition) => (b: Condition) => a.code === b.code && a.subject === b.subject;
        for (const one of merged) {
          assert.equal(merged.filter(same(one)).length, 1);
          const all = said.flat().filter(same(one));
          assert.equal(one.since, Math.min(...all.map(({ since }) => since)));
          const worst = Math.max(...all.map(({ severity }) => severities.indexOf(severity)));
          assert.equal(severities.indexOf(one.severity), worst);
        }
        for (const one of said.flat()) assert.ok(merged.some(same(one)));
        assert.deepEqual(merged, worstFirst(merged));
      }),
    );
  });
});
