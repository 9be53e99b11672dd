import assert from "node:assert/strict";
import { exercises } from "../../../../cli/gameday/exercises";
import { exerciseNames } from "../../../../cli/gameday/exercise-names";
import {
  isSuccess,
  exercisesText,
  verdict,
  type ExerciseResult,
} from "../../../../cli/gameday/exercise-result";
import { watchRate } from "../../../../cli/watch/rate";

const watched = (lost: number, ...outagesMs: number[]) => ({ sent: 1_000, lost, outagesMs });

describe("a game day", () => {
  it("has the exercises that its option names, in that order", () => {
    assert.deepEqual(
      exercises.map(({ name }) => name),
      exerciseNames,
    );
  });

  it("lets a drain lose no query, and a crash have a second", () => {
    assert.equal(verdict(watched(0), 0), "passed");
    assert.equal(verdict(watched(1, 20), 0), "failed");
    assert.equal(verdict(watched(90, 900, 20), 1_000), "passed");
    assert.equal(verdict(watched(150, 1_400), 1_000), "failed");
  });

  it("says of each exercise what clients noticed, who led, and why one was skipped", () => {
    const all: readonly ExerciseResult[] = [
      {
        exercise: "drain",
        result: "passed",
        leaders: ["pi1", "pi2"],
        watched: watched(0),
        healthyAfter: 9,
      },
      { exercise: "unplug", result: "skipped", leaders: [], why: "it needs a person's hand" },
    ];
    assert.equal(
      exercisesText(all),
      "drain: passed; 1000 queries, none lost; VIP pi1 → pi2; healthy again after 9 s\n" +
        "unplug: skipped; it needs a person's hand\n",
    );
    assert.ok(isSuccess(all));
    assert.ok(!isSuccess([...all, { exercise: "pihole-crash", result: "failed", leaders: [] }]));
    assert.ok(!isSuccess([...all, { exercise: "pihole-crash", result: "error", leaders: [] }]));
  });

  it("asks no faster than half of what the rate limit allows", () => {
    assert.equal(watchRate(100, "0/0"), 100);
    assert.equal(watchRate(100, "1000/60"), 8);
    assert.equal(watchRate(20, "1000/1"), 20);
    assert.equal(watchRate(20, "1/60"), 1);
  });
});
