import assert from "node:assert/strict";
import { lostMark, type Row, type StreamLine, wrongMark } from "../../../../lab/drill/protocol";
import { StreamView } from "../../../../lab/drill/stream-view";

const tick = (at: number, sent: number, rows: Row[] = [], oldestOpenMs = 1): StreamLine => ({
  type: "tick",
  at,
  counts: [{ sent, answered: sent, lost: 0, wrong: 0 }],
  oldestOpenMs: [oldestOpenMs],
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
        [0, 10, 1.5],
        [1, 11, lostMark],
        [0, 12, wrongMark],
      ]),
    );
    assert.deepEqual(attempts, [
      [
        { sentAt: 10, verdict: "answered", rttMs: 1.5 },
        { sentAt: 12, verdict: "wrong" },
      ],
      [{ sentAt: 11, verdict: "lost" }],
    ]);
  });

  it("is clean since the last query without a right answer, at most since the given time", () => {
    const view = after(tick(250, 10), tick(500, 20, [[0, 300, lostMark]]), tick(1000, 40));
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
    assert.equal(after(tick(250, 10), tick(1000, 40, [[1, 900, lostMark]])).cleanForMs(0), 1000);
  });

  it("counts the kinds of wrong answers", () => {
    const wrong = (why: string): StreamLine => ({ type: "wrong", at: 0, target: 0, name: "x", why });
    assert.deepEqual(after(wrong("SERVFAIL"), wrong("SERVFAIL"), wrong("no address")).wrongReasons, {
      SERVFAIL: 2,
      "no address": 1,
    });
  });
});
