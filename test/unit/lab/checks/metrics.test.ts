import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Attempt,
  longestOutage,
  type Ownership,
  ownersAfter,
  ownerTimes,
  percentile,
  tally,
} from "../../../../lab/checks/metrics";

const verdicts = (text: string): Attempt[] =>
  [...text].map((sign, i) => ({
    sentAt: i * 2,
    verdict: sign === "." ? "answered" : sign === "x" ? "lost" : "wrong",
    ...(sign === "." ? { rttMs: 1 } : {}),
  }));

const history = fc
  .array(fc.constantFrom<Attempt["verdict"]>("answered", "lost", "wrong"), { minLength: 1, maxLength: 60 })
  .chain((all) =>
    fc
      .array(fc.integer({ min: 1, max: 50 }), { minLength: all.length, maxLength: all.length })
      .map((gaps) => {
        let sentAt = 0;
        return all.map((verdict, i): Attempt => ({ sentAt: (sentAt += gaps[i]!), verdict }));
      }),
  );

describe("judge: outage", () => {
  it("is the time from the first unanswered query to the first answered one after it", () => {
    assert.deepEqual(longestOutage(verdicts("...xxx..")), { ms: 6, from: 6, open: false });
  });

  it("is the longest one where there are several", () => {
    assert.equal(longestOutage(verdicts("..x..xxxx..x.")).ms, 8);
  });

  it("is 0 where each query was answered", () => {
    assert.deepEqual(longestOutage(verdicts("....")), { ms: 0, from: 0, open: false });
  });

  it("counts a wrong answer as none", () => {
    assert.equal(longestOutage(verdicts("..xwx..")).ms, 6);
  });

  it("stays open where no query was answered any more, even the last one alone", () => {
    assert.deepEqual(longestOutage(verdicts("..xx")), { ms: 2, from: 4, open: true });
    assert.equal(longestOutage(verdicts("..x")).open, true);
  });

  it("stays open where the last query went unanswered, also after a longer outage that ended", () => {
    assert.deepEqual(longestOutage(verdicts("xxxx.x")), { ms: 8, from: 0, open: true });
  });

  it("does not depend on the order in which queries were settled", () => {
    fc.assert(
      fc.property(
        history.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, mixed]) => {
          assert.deepEqual(longestOutage(mixed), longestOutage(all));
        },
      ),
    );
  });

  it("is never shorter for one answer less", () => {
    fc.assert(
      fc.property(history, fc.nat(), (all, pick) => {
        const worse = all.map((a, i): Attempt => (i === pick % all.length ? { ...a, verdict: "lost" } : a));
        assert.ok(longestOutage(worse).ms >= longestOutage(all).ms);
      }),
    );
  });

  it("is 0 and closed exactly where nothing was lost or wrong", () => {
    fc.assert(
      fc.property(history, (all) => {
        const { lost, wrong } = tally(all);
        const { ms, open } = longestOutage(all);
        assert.equal(ms === 0 && !open, lost + wrong === 0);
      }),
    );
  });

  it("cannot be judged where nothing was sent", () => {
    assert.throws(() => longestOutage([]), /no query was sent/);
  });
});

describe("judge: tally", () => {
  it("accounts for each query once", () => {
    fc.assert(
      fc.property(history, (all) => {
        const { sent, answered, lost, wrong } = tally(all);
        assert.equal(sent, all.length);
        assert.equal(answered + lost + wrong, sent);
      }),
    );
  });
});

const change = (at: number, node: string, owns: boolean): Ownership => ({ at, node, owns });

describe("judge: owners", () => {
  it("counts a move where the VIP comes to another node, and the time between as nobody's", () => {
    const changes = [change(0, "a", true), change(100, "a", false), change(130, "b", true)];
    assert.deepEqual(ownerTimes(changes, 50, 200), { vipMoves: 1, twoOwnersMs: 0, noOwnerMs: 30 });
  });

  it("measures how long two nodes had it at once", () => {
    const changes = [change(0, "a", true), change(100, "b", true), change(107, "a", false)];
    assert.deepEqual(ownerTimes(changes, 50, 200), { vipMoves: 1, twoOwnersMs: 7, noOwnerMs: 0 });
  });

  it("counts the way back as a second move", () => {
    const changes = [
      change(0, "a", true),
      change(60, "a", false),
      change(61, "b", true),
      change(90, "b", false),
      change(90, "a", true),
    ];
    assert.equal(ownerTimes(changes, 50, 200).vipMoves, 2);
  });

  it("sees no move where the same node loses and regains it", () => {
    const changes = [change(0, "a", true), change(60, "a", false), change(70, "a", true)];
    assert.deepEqual(ownerTimes(changes, 50, 200), { vipMoves: 0, twoOwnersMs: 0, noOwnerMs: 10 });
  });

  it("looks at the given time alone", () => {
    const changes = [
      change(0, "a", true),
      change(10, "b", true),
      change(300, "b", false),
      change(400, "a", false),
    ];
    assert.deepEqual(ownerTimes(changes, 50, 200), { vipMoves: 0, twoOwnersMs: 150, noOwnerMs: 0 });
  });

  it("splits the time into nobody's, one's and two's", () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 100 }), fc.constantFrom("a", "b"), fc.boolean()),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const changes = [change(-1, "a", true), ...all.map(([at, node, owns]) => change(at, node, owns))];
        const { noOwnerMs, twoOwnersMs } = ownerTimes(changes, 0, 100);
        assert.ok(noOwnerMs >= 0 && twoOwnersMs >= 0 && noOwnerMs + twoOwnersMs <= 100);
      }),
    );
  });

  it("cannot be judged where nobody was ever seen with it", () => {
    assert.throws(() => ownerTimes([], 0, 1), /no node was ever seen/);
    assert.throws(() => ownerTimes([change(0, "a", false)], 0, 1), /no node was ever seen/);
  });

  it("names who has it after all changes", () => {
    assert.deepEqual(ownersAfter([change(5, "b", true), change(0, "a", true), change(6, "a", false)]), ["b"]);
  });
});

describe("judge: percentile", () => {
  it("is a value that occurred, by nearest rank", () => {
    const values = Array.from({ length: 30 }, (_, i) => 30 - i);
    assert.deepEqual([percentile(values, 50), percentile(values, 99), percentile([7], 50)], [15, 30, 7]);
  });

  it("does not exist without values", () => {
    assert.throws(() => percentile([], 50));
  });
});
