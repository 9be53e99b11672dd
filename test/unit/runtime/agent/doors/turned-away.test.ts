import assert from "node:assert/strict";
import { TurnedAway } from "../../../../../runtime/agent/doors/turned-away";
import { until } from "../guard/support";

describe("connections that the doors have turned away", () => {
  it("are told at once, then together, and not at all when there are none", async () => {
    const told: unknown[] = [];
    const turnedAway = new TurnedAway((event, fields) => told.push([event, fields?.connections]), 20);
    turnedAway.note("192.0.2.1");
    for (let i = 0; i < 5; i++) turnedAway.note("192.0.2.1");
    for (let i = 0; i < 20; i++) turnedAway.note(`198.51.100.${i}`);
    assert.deepEqual(told, [["doors.turned-away", { "192.0.2.1": 1 }]]);
    await until("the next word", () => told.length === 2);
    const [, connections] = told[1] as [string, Record<string, number>];
    assert.deepEqual(
      [connections["192.0.2.1"], connections.others, Object.keys(connections).length],
      [5, 13, 9],
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(told.length, 2);
    assert.equal(turnedAway.total(), 26);
    turnedAway.stop();
  });
});
