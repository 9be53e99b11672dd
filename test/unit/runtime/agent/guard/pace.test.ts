import assert from "node:assert/strict";
import { Pace } from "../../../../../runtime/agent/guard/pace";

const never = new AbortController().signal;
const change = { method: "POST", target: "/api/domains/deny/exact", client: "a" };

/** A clock that stands still but for the questions, which take `everyMs` each in the test's own time. */
function paceWith(latencies: (number | undefined)[]) {
  const asked: (number | undefined)[] = [];
  let now = 0;
  const ask = (): Promise<number | undefined> => {
    const latency = latencies.length > 1 ? latencies.shift() : latencies[0];
    asked.push(latency);
    now += 100;
    return Promise.resolve(latency);
  };
  const pace = new Pace({ ask, promptMs: 50, waitMs: 1_000, everyMs: 1 }, () => now);
  return { pace, asked, advance: (ms: number) => (now += ms) };
}

describe("the pace of changes to Pi-hole", () => {
  it("lets a single change through without asking DNS", async () => {
    const { pace, asked } = paceWith([2]);
    (await pace.turn(change, never))(201);
    assert.deepEqual(asked, []);
  });

  it("holds the next change until DNS answers promptly again", async () => {
    const { pace, asked } = paceWith([undefined, 180, 3]);
    (await pace.turn(change, never))(201);
    (await pace.turn(change, never))(201);
    assert.deepEqual(asked, [], "a change that took no time leaves nothing to wait for");
    const { pace: busy, asked: questions, advance } = paceWith([undefined, 180, 3]);
    const done = await busy.turn(change, never);
    advance(5);
    done(201);
    (await busy.turn(change, never))(201);
    assert.deepEqual(questions, [undefined, 180, 3]);
  });

  it("goes on after a while although DNS does not answer", async () => {
    const { pace, asked, advance } = paceWith([undefined]);
    const done = await pace.turn(change, never);
    advance(5);
    done(200);
    (await pace.turn(change, never))(200);
    assert.equal(asked.length, 10);
  });

  it("lets one change through at a time, and a request that changes nothing at once", async () => {
    const { pace } = paceWith([1]);
    const first = await pace.turn(change, never);
    let second = false;
    const waiting = pace.turn({ ...change, client: "b" }, never).then((done) => {
      second = true;
      done(201);
    });
    (await pace.turn({ ...change, method: "GET" }, never))(200);
    (await pace.turn({ ...change, target: "/api/action/gravity" }, never))(200);
    assert.equal(second, false);
    first(201);
    await waiting;
    assert.equal(second, true);
  });

  it("makes nobody wait for a change that Pi-hole refused", async () => {
    const { pace, asked, advance } = paceWith([undefined]);
    const done = await pace.turn(change, never);
    advance(5);
    done(401);
    (await pace.turn(change, never))(201);
    assert.deepEqual(asked, []);
  });

  it("waits between two pieces of a change until DNS answers promptly, and not for long if it does not", async () => {
    const { pace, asked, advance } = paceWith([180, 3]);
    const done = await pace.turn(change, never);
    advance(500);
    await pace.breathe(500);
    assert.deepEqual(asked, [180, 3]);
    done(201);
    (await pace.turn(change, never))(201);
    assert.equal(asked.length, 2, "the last piece took no time");
    const { pace: busy, asked: questions } = paceWith([undefined]);
    await busy.breathe(150);
    assert.equal(questions.length, 3);
  });
});
