import assert from "node:assert/strict";
import { restarted, uptime } from "../../../../../runtime/agent/sync/restart-watch";

const never = new AbortController().signal;

describe("watching a restart", () => {
  /** Pi-hole's uptimes, one an answer, the last for ever; undefined: it is silent. */
  const pihole = (...uptimes: (number | undefined)[]) => ({
    ask: () => {
      const now = uptimes.length > 1 ? uptimes.shift() : uptimes[0];
      if (now === undefined) return Promise.reject(new Error("connection refused"));
      return Promise.resolve({ status: 200, body: { ftl: { uptime: now } } });
    },
  });
  const watch = (uptimes: (number | undefined)[], answers: () => boolean, deadlineMs: number) =>
    restarted(
      { pihole: pihole(...uptimes), answers: () => Promise.resolve(answers()), deadlineMs },
      60_000,
      performance.now(),
      never,
    );

  it("is done when the uptime is younger and DNS answers, and not before", async () => {
    let asked = 0;
    // It still answers as if nothing were to happen, is silent, and comes back.
    assert.equal(await watch([60_100, 60_200, undefined, 50, 150], () => ++asked > 1, 5_000), true);
    assert.equal(asked, 2);
  });

  it("is not done by an answer of the old process, nor by one that never comes", async () => {
    assert.equal(await watch([60_500], () => true, 250), false);
    assert.equal(await watch([undefined], () => true, 250), false);
    assert.equal(await watch([50], () => false, 250), false);
  });

  it("ends when it is called off", async () => {
    const off = AbortSignal.timeout(50);
    const parts = { pihole: pihole(60_000), answers: () => Promise.resolve(true), deadlineMs: 5_000 };
    await assert.rejects(restarted(parts, 60_000, performance.now(), off));
  });

  it("takes no odd answer for an uptime", async () => {
    const odd = { ask: () => Promise.resolve({ status: 200, body: {} }) };
    await assert.rejects(uptime(odd, never));
  });
});
