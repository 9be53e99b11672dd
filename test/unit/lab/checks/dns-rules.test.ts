import assert from "node:assert/strict";
import type { Attempt } from "../../../../lab/checks/metrics";
import { checkDns, figures, nobodyHealthy } from "../../../../lab/checks/dns-rules";
import type { Chronicle, Episode } from "../../../../lab/checks/dns-history";

const episode = (change: Partial<Episode> = {}): Episode => ({
  step: 1,
  fault: "power-off",
  effect: "out",
  nodes: ["a"],
  maxOutageMs: 1_000,
  from: 11_000,
  healed: 15_000,
  over: 25_000,
  ...change,
});

const asked = (spoil: (sentAt: number) => Partial<Attempt> | undefined = () => undefined): Attempt[] =>
  Array.from({ length: 300 }, (_, i) => {
    const sentAt = 10_000 + i * 100;
    return { sentAt, verdict: "answered", rttMs: 1, ...spoil(sentAt) };
  });

const lostFrom = (from: number, to: number) =>
  asked((at) => (at >= from && at < to ? { verdict: "lost" } : undefined));

/** The VIP moves from a to b at 11 s and back at 26 s; 30 s in all, and all as it should be. */
const good: Chronicle = {
  nodes: ["a", "b"],
  from: 10_000,
  to: 40_000,
  steps: [
    { step: 1, at: 11_000, text: "power-off at a" },
    { step: 2, at: 15_000, text: "end of power-off at a" },
  ],
  episodes: [episode()],
  ownership: [
    { at: 9_000, node: "a", owns: true },
    { at: 11_010, node: "a", owns: false },
    { at: 11_200, node: "b", owns: true },
    { at: 26_000, node: "a", owns: true },
    { at: 26_010, node: "b", owns: false },
  ],
  attempts: lostFrom(11_000, 11_200),
  retried: [{ sentAt: 11_000, answered: true }],
  senderLateMs: 3,
  wrongReasons: {},
  unfit: [],
  notWhole: [],
};

const broken = (change: Partial<Chronicle>) => checkDns({ ...good, ...change });
const rules = (change: Partial<Chronicle>) => broken(change).map(({ rule }) => rule);
const has = (node: string, ...spans: readonly (readonly [number, number])[]) =>
  spans.flatMap(([from, to]) => [
    { at: from, node, owns: true },
    { at: to, node, owns: false },
  ]);

describe("history checker", () => {
  it("finds nothing in a history that held", () => {
    assert.deepEqual(checkDns(good), []);
    assert.deepEqual(figures(good), {
      seconds: 30,
      sent: 300,
      answered: 298,
      lost: 2,
      wrong: 0,
      conceded: 0,
      outageMs: 200,
      twoOwnersMs: 10,
      senderLateMs: 3,
    });
  });

  it("does not pass a history in which nothing was asked, broken or watched", () => {
    for (const empty of [{ attempts: [] }, { episodes: [] }, { ownership: [] }])
      assert.deepEqual(rules(empty), ["something was asked and something broke"]);
  });

  it("does not pass a time in which nothing was asked", () => {
    const attempts = good.attempts.filter(({ sentAt }) => sentAt < 20_000 || sentAt > 21_100);
    const [found] = broken({ attempts });
    assert.match(found!.said, /nothing was asked for 1300 ms/);
    assert.equal(broken({ attempts: good.attempts.slice(0, 200) })[0]!.rule, found!.rule);
  });

  it("says when, and at which step, two nodes had the VIP for too long", () => {
    const ownership = [...has("a", [9_000, 41_000]), ...has("b", [20_000, 21_001])];
    assert.deepEqual(broken({ ownership }), [
      { rule: "one owner at most", atMs: 10_000, step: 2, said: "two nodes had the VIP for 1001 ms" },
    ]);
    assert.deepEqual(rules({ ownership: [...has("a", [9_000, 41_000]), ...has("b", [20_000, 21_000])] }), []);
  });

  it("lets the VIP split while nodes are apart, and for a second after it", () => {
    const apart = [episode({ effect: "apart", from: 11_000, healed: 15_000, over: 16_000 })];
    const split = (to: number) => [...has("a", [9_000, 41_000]), ...has("b", [11_200, to])];
    assert.deepEqual(rules({ episodes: apart, ownership: split(16_000) }), []);
    assert.deepEqual(rules({ episodes: apart, ownership: split(16_100) }), ["one owner at most"]);
    assert.deepEqual(rules({ episodes: [episode()], ownership: split(16_000) }), ["one owner at most"]);
  });

  it("wants an owner while a node is healthy", () => {
    const ownership = [...has("a", [9_000, 11_000]), ...has("b", [12_100, 41_000])];
    assert.deepEqual(rules({ ownership }), ["an owner while a node is healthy"]);
    const both = [episode(), episode({ nodes: ["b"], from: 11_000, over: 12_000 })];
    assert.deepEqual(rules({ ownership, episodes: both }), []);
  });

  it("wants answers while a node is healthy, within what the faults of the time allow", () => {
    const attempts = lostFrom(11_000, 12_200);
    assert.deepEqual(broken({ attempts }), [
      { rule: "answered while a node is healthy", atMs: 1_000, step: 1, said: "no answer for 1200 ms" },
    ]);
    assert.deepEqual(rules({ attempts, episodes: [episode({ maxOutageMs: 2_000 })] }), []);
    const past = episode({ maxOutageMs: 2_000, from: 10_200, healed: 10_400, over: 10_500 });
    assert.deepEqual(rules({ attempts, episodes: [past] }), ["answered while a node is healthy"]);
    const both = [episode(), episode({ nodes: ["b"], over: 12_300 })];
    assert.deepEqual(rules({ attempts, episodes: both }), []);
  });

  it("does not let an outage at the end pass for short", () => {
    assert.deepEqual(rules({ attempts: lostFrom(38_500, 50_000) }), ["answered while a node is healthy"]);
  });

  it("wants no query unanswered for good, be there ever so many that are answered", () => {
    const retried = [{ sentAt: 20_000, answered: false }];
    assert.match(broken({ retried })[0]!.said, /1 queries unanswered for good/);
  });

  it("wants right answers, and concedes uncached names while there is no internet", () => {
    const bad = (change: Partial<Attempt>) =>
      asked((at) => (at === 12_000 ? { verdict: "wrong", ...change } : undefined));
    const wrongReasons = { SERVFAIL: 1 };
    assert.match(
      broken({ attempts: bad({ refused: true }), wrongReasons })[0]!.said,
      /1 wrong answers \(in all: 1 × SERVFAIL\)/,
    );
    const episodes = [episode({ effect: "no-internet", nodes: [] })];
    assert.deepEqual(rules({ episodes, attempts: bad({ refused: true, uncached: true }) }), []);
    assert.deepEqual(rules({ episodes, attempts: bad({ uncached: true }) }), ["answers are right"]);
    assert.deepEqual(rules({ episodes, attempts: bad({ refused: true }) }), ["answers are right"]);
    const retried = [{ sentAt: 12_000, answered: false, uncached: true as const }];
    assert.deepEqual(rules({ episodes, retried }), []);
  });

  it("names nodes that did not get over a fault, and what is not whole at the end", () => {
    assert.deepEqual(broken({ unfit: [{ at: 39_000, faults: ["a: x is exited"] }], notWhole: ["a leads"] }), [
      { rule: "nodes get over their faults", atMs: 29_000, step: 2, said: "a: x is exited" },
      { rule: "whole at the end", atMs: 30_000, step: 2, said: "a leads" },
    ]);
  });

  it("knows when no node was healthy: while each was out", () => {
    const episodes = [episode(), episode({ nodes: ["b"], from: 12_000, over: 13_000 })];
    assert.deepEqual(nobodyHealthy({ ...good, episodes }), [{ from: 11_900, to: 13_000 }]);
    assert.deepEqual(nobodyHealthy(good), []);
    const serving = [episode(), episode({ nodes: ["b"], effect: "serves" })];
    assert.deepEqual(nobodyHealthy({ ...good, episodes: serving }), []);
  });
});
