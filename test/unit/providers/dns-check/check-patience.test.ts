import assert from "node:assert/strict";
import { inOneLine, waitForAnswers, type AgentChecks } from "../../../../providers/dns-check/check-patience";

const recursion = { check: "recursion", ok: false, detail: "shop.example: servfail" };
const clock = { check: "clock", ok: false, detail: "the clock is behind; set it" };
const well: AgentChecks = [{ check: "own-name", ok: true, detail: "" }];

/** Looks at `seen` by the second, on a clock of its own. */
async function wait(seen: (second: number) => AgentChecks, deadlineSeconds = 120) {
  let ms = 0;
  const now = () => ms;
  return waitForAnswers(() => Promise.resolve(seen(ms / 1000)), deadlineSeconds, {
    now,
    sleep: (pause) => Promise.resolve(void (ms += pause)),
  });
}

describe("dns check", () => {
  it("ends as soon as the node answers", async () => {
    const waited = await wait((second) => (second < 5 ? [recursion] : well));
    assert.deepEqual(waited, { status: "answers", seconds: 5 });
  });

  it("waits for its deadline where the node does not", async () => {
    const waited = await wait(() => [recursion]);
    assert.equal(waited.status, "recursion: shop.example: servfail");
    assert.ok(waited.seconds >= 120);
  });

  it("does not wait for a wrong clock for more than a while, and names it first", async () => {
    const waited = await wait(() => [recursion, clock]);
    assert.match(waited.status, /^clock: the clock is behind; set it; recursion: /);
    assert.ok(waited.seconds <= 21, `${waited.seconds} s`);
  });

  it("goes on where NTP sets the clock meanwhile", async () => {
    const waited = await wait((second) => (second < 15 ? [clock] : second < 60 ? [recursion] : well));
    assert.deepEqual(waited, { status: "answers", seconds: 60 });
  });

  it("says why there are no checks", () => {
    assert.equal(
      inOneLine({ trouble: "the agent's check exited with 1: no" }),
      "the agent's check exited with 1: no",
    );
  });

  it("does not let a device that forges adverts hold a deployment up", () => {
    assert.equal(inOneLine([...well, { check: "adverts", ok: false, detail: "forged" }]), "answers");
  });
});
