import assert from "node:assert/strict";
import {
  restartDeadlines,
  restarting,
  uptime,
} from "../../../../../../runtime/agent/sync/apply/restart-watch";

const never = new AbortController().signal;
const inMemory = 136_820;

describe("restarting Pi-hole", () => {
  let answers: boolean;
  /** Of a restart of the container: asked for (true), and taken back. */
  let requests: boolean[];
  let took: number[];
  let events: string[];
  let asked: [slowestMs: number, queries: number][];
  beforeEach(() => ([answers, requests, took, events, asked] = [true, [], [], [], []]));
  const deadlines = (...of: [number, number]) => {
    asked.push(of);
    return { restartMs: 600, containerMs: 700 };
  };

  /** Restarts a Pi-hole of these uptimes, one an answer, the last for ever; undefined: it is silent. */
  function restart(uptimes: (number | undefined)[], onContainer = () => undefined as unknown): Promise<void> {
    const ask = ({ path }: { readonly path: string }) => {
      if (path === "/api/stats/summary")
        return Promise.resolve({ status: 200, body: { queries: { total: inMemory } } });
      const now = uptimes.length > 1 ? uptimes.shift() : uptimes[0];
      if (now === undefined) return Promise.reject(new Error("connection refused"));
      return Promise.resolve({ status: 200, body: { ftl: { uptime: now } } });
    };
    const parts = {
      pihole: { ask },
      answers: () => Promise.resolve(answers),
      restartContainer: (wanted: boolean) => {
        requests.push(wanted);
        if (wanted) onContainer();
      },
      starts: { slowestMs: () => 0, took: (ms: number) => void took.push(ms) },
      log: (event: string) => void events.push(event),
    };
    return restarting(parts, () => Promise.resolve(), never, deadlines);
  }

  it("is done when its uptime is younger, and not while the old process still answers", async () => {
    await restart([60_000, 60_100, undefined, 50]);
    assert.deepEqual([requests, events], [[], []]);
    assert.equal(took.length, 1);
  });

  it("is not done before DNS answers; a hang has the container restarted, is told, and asked for no longer than it lasts", async () => {
    answers = false;
    await restart([60_000, 50], () => (answers = true));
    assert.deepEqual(events, ["pihole.hung"]);
    assert.deepEqual(requests, [true, false]);
  });

  it("fails where it never comes back, or never went", async () => {
    await assert.rejects(restart([60_000, undefined]), /did not come back/);
    await assert.rejects(restart([60_000, 60_500, 100_000]), /did not come back/);
    assert.deepEqual(requests, [true, false, true, false]);
  });

  it("does not begin where the uptime is odd or silent", async () => {
    await assert.rejects(restart([undefined]), /connection refused/);
    await assert.rejects(uptime({ ask: () => Promise.resolve({ status: 200, body: {} }) }, never));
    assert.deepEqual(requests, []);
  });

  it("has the longer to come back, the longer its starts have taken", () => {
    assert.deepEqual(restartDeadlines(0, 0), { restartMs: 20_000, containerMs: 60_000 });
    assert.deepEqual(restartDeadlines(12_000, 0), { restartMs: 48_000, containerMs: 88_000 });
    assert.equal(restartDeadlines(600_000, 0).restartMs, 180_000);
  });

  it("has the longer to come back, the more queries it has to read, though no start has been slow so far", async () => {
    await restart([60_000, 50]);
    assert.deepEqual(asked, [[0, inMemory]]);
    assert.equal(restartDeadlines(0, 30_000).restartMs, 60_000);
    assert.equal(restartDeadlines(0, inMemory).restartMs, 180_000);
  });
});
