import assert from "node:assert/strict";
import {
  lostMark,
  refusedMark,
  type StreamRow,
  type StreamLine,
  wrongMark,
} from "../../../../lab/load/stream-protocol";
import { StreamView } from "../../../../lab/load/stream-view";

const tick = (
  at: number,
  sent: number,
  rows: StreamRow[] = [],
  oldestOpenMs = 1,
  oldestCachedOpenMs = 1,
): StreamLine => ({
  type: "tick",
  at,
  counts: [{ sent, answered: sent, lost: 0, wrong: 0 }],
  oldestOpenMs: [oldestOpenMs],
  oldestCachedOpenMs: [oldestCachedOpenMs],
  rows,
});

const after = (...lines: StreamLine[]) => {
  const view = new StreamView(2);
  for (const line of lines) view.take(line);
  return view;
};

describe("stream view", () => {
  it("keeps what became of each query, by target", () => {
    const { attempts } = after(
      tick(250, 3, [
        [0, 10, 1.5, 0],
        [1, 11, lostMark, 1],
        [0, 12, wrongMark, 0],
        [0, 13, refusedMark, 1],
      ]),
    );
    assert.deepEqual(attempts, [
      [
        { sentAt: 10, verdict: "answered", rttMs: 1.5 },
        { sentAt: 12, verdict: "wrong" },
        { sentAt: 13, verdict: "wrong", refused: true, uncached: true },
      ],
      [{ sentAt: 11, verdict: "lost", uncached: true }],
    ]);
  });

  it("is clean since the last query without a right answer, at most since the given time", () => {
    const view = after(tick(250, 10), tick(500, 20, [[0, 300, lostMark, 0]]), tick(1000, 40));
    assert.equal(view.cleanForMs(0), 700);
    assert.equal(view.cleanForMs(600), 400);
    assert.equal(view.cleanForMs(5000), 0);
  });

  it("is not clean while a query is overdue, before anyone can call it lost", () => {
    assert.equal(after(tick(250, 10), tick(1000, 40, [], 251)).cleanForMs(0), 0);
  });

  it("is not clean where nothing was sent: silence proves nothing", () => {
    assert.equal(after().cleanForMs(0), 0);
    assert.equal(after(tick(250, 0)).cleanForMs(0), 0);
    assert.equal(after(tick(250, 10), tick(5000, 10)).cleanForMs(0), 0);
  });

  it("does not hold another target's losses against the first", () => {
    assert.equal(after(tick(250, 10), tick(1000, 40, [[1, 900, lostMark, 0]])).cleanForMs(0), 1000);
  });

  it("looks at the cached names alone where uncached ones may be lost", () => {
    const view = after(tick(250, 10), tick(1000, 40, [[0, 900, lostMark, 1]], 700, 1));
    assert.equal(view.cleanForMs(0), 0);
    assert.equal(view.cleanForMs(0, "uncached names"), 1000);
    const bad = after(tick(250, 10), tick(1000, 40, [[0, 900, lostMark, 0]]));
    assert.equal(bad.cleanForMs(0, "uncached names"), 100);
    assert.equal(after(tick(250, 10), tick(1000, 40, [], 300, 251)).cleanForMs(0, "uncached names"), 0);
  });

  it("keeps what became of queries that were asked again", () => {
    const again = (target: number, answered: boolean): StreamLine => ({
      type: "retried",
      target,
      sentAt: 5,
      answered,
      uncached: 1,
    });
    assert.deepEqual(after(again(0, true), again(1, false)).retried, [
      { sentAt: 5, answered: true, uncached: true },
    ]);
  });

  it("counts the kinds of wrong answers", () => {
    const wrong = (why: string): StreamLine => ({ type: "wrong", at: 0, target: 0, name: "x", why });
    assert.deepEqual(after(wrong("SERVFAIL"), wrong("SERVFAIL"), wrong("no address")).wrongReasons, {
      SERVFAIL: 2,
      "no address": 1,
    });
  });
});
