import assert from "node:assert/strict";
import { faultComplaints, type Expectation } from "../../../../lab/checks/expectation";
import { type History, judgeFault } from "../../../../lab/checks/fault-result";
import { history } from "./samples";

const expect: Expectation = { vip: "moves", maxOutageMs: 500 };
const complain = (change: Partial<History>, how: Partial<Expectation> = {}) =>
  faultComplaints({ ...expect, ...how }, judgeFault({ ...history, ...change }));
const lostAt = (when: number, verdict: "lost" | "wrong" = "lost") =>
  history.attempts.map((a) => (a.sentAt === when ? { sentAt: when, verdict } : a));

describe("drill result", () => {
  it("says what the client saw and what the VIP did", () => {
    const result = judgeFault(history);
    assert.deepEqual(
      [result.sent, result.answered, result.lost, result.wrong, result.outageMs, result.outageAfterMs],
      [80, 78, 2, 0, 200, 0],
    );
    assert.deepEqual([result.vipMoves, result.twoOwnersMs, result.noOwnerMs], [2, 2, 140]);
    assert.equal(result.slowestMs, 1);
  });

  it("measures recovery from healing, or from the fault where the node heals itself", () => {
    assert.equal(judgeFault(history).recoveredMs, 3000);
    assert.equal(judgeFault({ ...history, healsItself: true }).recoveredMs, 6000);
  });

  it("counts what was unanswered for good, and not what was answered when asked again", () => {
    assert.equal(judgeFault(history).unanswered, 0);
    assert.equal(judgeFault({ ...history, retried: [{ sentAt: 1000, answered: false }] }).unanswered, 1);
  });

  it("concedes what the fault may cost: uncached names until all is whole, and no false answer", () => {
    const attempts = [
      { sentAt: 950, verdict: "lost" as const, uncached: true as const },
      { sentAt: 2000, verdict: "wrong" as const, refused: true as const, uncached: true as const },
      { sentAt: 2100, verdict: "wrong" as const, uncached: true as const },
      { sentAt: 2200, verdict: "lost" as const },
      { sentAt: 7500, verdict: "lost" as const, uncached: true as const },
      { sentAt: 7600, verdict: "answered" as const, rttMs: 1 },
    ];
    const retried = [
      { sentAt: 950, answered: false, uncached: true as const },
      { sentAt: 2200, answered: false },
    ];
    const strict = judgeFault({ ...history, attempts, retried });
    assert.deepEqual([strict.conceded, strict.lost, strict.wrong, strict.unanswered], [0, 3, 2, 2]);
    const mild = judgeFault({ ...history, attempts, retried, mayCost: "uncached names" });
    assert.deepEqual([mild.conceded, mild.lost, mild.wrong, mild.unanswered], [2, 2, 1, 1]);
  });

  it("judges IPv6 by itself, if the cluster has it", () => {
    assert.equal(judgeFault(history).ipv6, undefined);
    const longer = history.attempts.map((a) =>
      [1000, 1100, 1200].includes(a.sentAt) ? { sentAt: a.sentAt, verdict: "lost" as const } : a,
    );
    const { ipv6, outageMs } = judgeFault({ ...history, attempts6: longer });
    assert.equal(outageMs, 200);
    assert.deepEqual(ipv6, {
      sent: 80,
      lost: 3,
      wrong: 0,
      outageMs: 300,
      outageOpen: false,
      lostBefore: 0,
      failbackLost: 0,
    });
    assert.throws(() => judgeFault({ ...history, attempts6: [] }), /nothing to judge/);
  });

  it("cannot come of an empty history", () => {
    assert.throws(() => judgeFault({ ...history, attempts: [] }), /nothing to judge/);
    assert.throws(() => judgeFault({ ...history, ownership: [] }), /nothing to judge/);
  });
});

describe("drill complaints", () => {
  it("are about IPv6 too", () => {
    assert.deepEqual(complain({ attempts6: lostAt(500) }), ["over IPv6: 1 queries lost before the fault"]);
    const all = history.attempts.map(({ sentAt }) => ({ sentAt, verdict: "lost" as const }));
    assert.ok(complain({ attempts6: all }).includes("over IPv6: DNS was not answered again"));
  });

  it("are none where the fault ended as it should", () => {
    assert.deepEqual(complain({}), []);
    assert.deepEqual(complain({ attempts6: history.attempts }), []);
  });

  it("name each way in which it did not", () => {
    const never = { moments: { ...history.moments, whole: null }, notWhole: ["a: container x is exited"] };
    assert.match(complain(never).join(), /not whole again: a: container x is exited/);
    assert.match(complain({ leaderAfter: "a" }).join(), /the VIP stayed on a/);
    assert.match(complain({ leaderAfter: null }).join(), /no node had the VIP/);
    assert.match(complain({}, { vip: "stays" }).join(), /the VIP left a/);
    assert.match(complain({}, { maxOutageMs: 199 }).join(), /outage of 200 ms, over 199 ms/);
    assert.match(complain({}, { lossless: true }).join(), /2 queries lost, and none should be/);
    assert.match(complain({}, { maxTwoOwnersMs: 1 }).join(), /two nodes had the VIP for 2 ms/);
    assert.match(complain({ attempts: lostAt(500) }).join(), /1 queries lost before the fault/);
    assert.match(complain({ attempts: lostAt(6000) }).join(), /1 queries lost at the return/);
    assert.match(complain({ attempts: lostAt(7900) }).join(), /not answered again/);
    const wrong = { attempts: lostAt(2000, "wrong"), wrongReasons: { SERVFAIL: 1 } };
    assert.match(complain(wrong).join(), /1 wrong answers \(1 × SERVFAIL\)/);
  });

  it("want a VIP that splits to be on one node again after healing, and not before", () => {
    const split = (from: number, to: number) => ({
      ownership: [
        { at: 0, node: "a", owns: true },
        { at: from, node: "b", owns: true },
        { at: to, node: "b", owns: false },
      ],
    });
    assert.deepEqual(complain({ ...split(1100, 5000), leaderAfter: "a" }, { vip: "splits" }), []);
    assert.match(
      complain({ ...split(1100, 5200), leaderAfter: "a" }, { vip: "splits" }).join(),
      /two nodes had the VIP for 1100 ms after healing/,
    );
  });

  it("hold a VIP that left and came back against one that has to stay", () => {
    assert.match(complain({ leaderAfter: "a" }, { vip: "stays" }).join(), /the VIP left a/);
  });

  it("name queries that nobody ever answered", () => {
    const retried = [{ sentAt: 1000, answered: false }];
    assert.match(complain({ retried }).join(), /1 queries unanswered for good/);
  });

  it("leave a VIP that may move alone", () => {
    assert.deepEqual(complain({ leaderAfter: "a" }, { vip: "may move" }), []);
    assert.deepEqual(complain({}, { vip: "may move" }), []);
  });
});
