import assert from "node:assert/strict";
import { faults } from "../../../../../lab/faults";
import { planHistory, type Step } from "../../../../../lab/scenarios/random/plan-history";
import { shortest } from "../../../../../lab/scenarios/random/shortest";

describe("the shortest failing part of a random history", () => {
  const plan = planHistory(3, 60, 2, faults);
  const names = (steps: readonly Step[]) =>
    steps.map(({ action, strike }) => `${action} ${strike.fault.name}`);
  const failing = (name: string) => (steps: readonly Step[]) =>
    Promise.resolve(steps.some(({ strike }) => strike.fault.name === name));

  it("is the one fault that matters, with its end", async () => {
    const part = await shortest(plan, failing("pihole-hang"), 500);
    assert.deepEqual(names(part), ["inject pihole-hang", "end pihole-hang"]);
  });

  it("keeps both of two faults that only fail together, in their order", async () => {
    const both = async (steps: readonly Step[]) =>
      (await failing("pihole-hang")(steps)) && (await failing("power-off")(steps));
    const part = await shortest(plan, both, 1_000);
    assert.deepEqual([...new Set(part.map(({ strike }) => strike.fault.name))].sort(), [
      "pihole-hang",
      "power-off",
    ]);
    assert.deepEqual(
      part,
      plan.filter((step) => part.includes(step)),
    );
  });

  it("takes no more tries than it may, and is the whole plan without any", async () => {
    let tries = 0;
    const count = (steps: readonly Step[]) => {
      tries++;
      return failing("pihole-hang")(steps);
    };
    const part = await shortest(plan, count, 3);
    assert.ok(tries <= 3);
    assert.ok(await failing("pihole-hang")(part));
    assert.equal((await shortest(plan, count, 0)).length, plan.length);
  });
});
