import assert from "node:assert/strict";
import { restarting, uptime } from "../../../../../runtime/agent/sync/restart-watch";

const never = new AbortController().signal;
const deadlines = { restartMs: 250, containerMs: 400 };

describe("restarting Pi-hole", () => {
  let answers: boolean;
  let containers: number;
  let events: string[];
  beforeEach(() => ([answers, containers, events] = [true, 0, []]));

  /** Restarts a Pi-hole of these uptimes, one an answer, the last for ever; undefined: it is silent. */
  function restart(uptimes: (number | undefined)[], onContainer = () => undefined as unknown): Promise<void> {
    const ask = () => {
      const now = uptimes.length > 1 ? uptimes.shift() : uptimes[0];
      if (now === undefined) return Promise.reject(new Error("connection refused"));
      return Promise.resolve({ status: 200, body: { ftl: { uptime: now } } });
    };
    const parts = {
      pihole: { ask },
      answers: () => Promise.resolve(answers),
      restartContainer: () => (containers++, onContainer()),
      log: (event: string) => void events.push(event),
    };
    return restarting(parts, () => Promise.resolve(), never, deadlines);
  }

  it("is done when its uptime is younger, and not while the old process still answers", async () => {
    await restart([60_000, 60_100, undefined, 50]);
    assert.deepEqual([containers, events], [0, []]);
  });

  it("is not done before DNS answers; a hang has the container restarted, and is told", async () => {
    answers = false;
    await restart([60_000, 50], () => (answers = true));
    assert.deepEqual([containers, events], [1, ["pihole.hung"]]);
  });

  it("fails where it never comes back, or never went", async () => {
    await assert.rejects(restart([60_000, undefined]), /did not come back/);
    await assert.rejects(restart([60_000, 60_500, 61_000]), /did not come back/);
    assert.equal(containers, 2);
  });

  it("does not begin where the uptime is odd or silent", async () => {
    await assert.rejects(restart([undefined]), /connection refused/);
    await assert.rejects(uptime({ ask: () => Promise.resolve({ status: 200, body: {} }) }, never));
    assert.equal(containers, 0);
  });
});
