import assert from "node:assert/strict";
import { mock } from "node:test";
import { TurnedAway } from "../../../../../runtime/agent/doors/turned-away";

const pauseMs = 60_000;

describe("connections that the doors have turned away", () => {
  before(() => mock.timers.enable({ apis: ["setTimeout"] }));
  after(() => mock.timers.reset());

  it("are told at once, then together, and not at all when there are none", () => {
    const told: unknown[] = [];
    const turnedAway = new TurnedAway((event, fields) => told.push([event, fields?.connections]), pauseMs);
    turnedAway.note("192.0.2.1");
    for (let i = 0; i < 5; i++) turnedAway.note("192.0.2.1");
    for (let i = 0; i < 20; i++) turnedAway.note(`198.51.100.${i}`);
    assert.deepEqual(told, [["doors.turned-away", { "192.0.2.1": 1 }]]);
    mock.timers.tick(pauseMs - 1);
    assert.equal(told.length, 1);
    mock.timers.tick(1);
    assert.equal(told.length, 2);
    const [, connections] = told[1] as [string, Record<string, number>];
    assert.deepEqual(
      [connections["192.0.2.1"], connections.others, Object.keys(connections).length],
      [5, 13, 9],
    );
    mock.timers.tick(3 * pauseMs);
    assert.equal(told.length, 2);
    assert.equal(turnedAway.total(), 26);
    turnedAway.stop();
  });

  it("are a flood if one address makes many in a few seconds, until ten seconds after the last", () => {
    let clock = 0;
    const turnedAway = new TurnedAway(
      () => undefined,
      pauseMs,
      () => clock,
    );
    for (clock = 0; clock < 60_000; clock += 1_000) turnedAway.note("192.0.2.1");
    assert.equal(turnedAway.flooding(), undefined, "a browser that tries again");
    for (let i = 0; i < 20; i++) turnedAway.note("192.0.2.2");
    assert.equal(turnedAway.flooding(), "192.0.2.2");
    clock += 9_999;
    assert.equal(turnedAway.flooding(), "192.0.2.2");
    clock += 1;
    assert.equal(turnedAway.flooding(), undefined);
    for (let i = 0; i < 100; i++) turnedAway.note(`198.51.100.${i}`);
    assert.equal(turnedAway.flooding(), "others");
    turnedAway.stop();
  });
});
