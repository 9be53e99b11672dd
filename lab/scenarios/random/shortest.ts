import fc from "fast-check";
import type { Step } from "./plan-history";
import type { FaultKind } from "./strike";

/**
 * The shortest part of a plan that fails, found by fast-check with at most `tries` calls of `fails`. Whole faults are left
 * out, so the cluster can bear the rest as well. The plan itself is known to fail.
 */
export async function shortest<K extends FaultKind>(
  plan: readonly Step<K>[],
  fails: (part: readonly Step<K>[]) => Promise<boolean>,
  tries: number,
): Promise<readonly Step<K>[]> {
  const strikes = [...new Set(plan.map(({ strike }) => strike))];
  const part = (kept: readonly Step<K>["strike"][]) => plan.filter(({ strike }) => kept.includes(strike));
  let left = tries;
  const holds = fc.asyncProperty(fc.subarray(strikes), async (kept) => {
    if (kept.length === strikes.length) return false;
    return kept.length === 0 || left-- <= 0 || !(await fails(part(kept)));
  });
  const { counterexample } = await fc.check(holds, { numRuns: 1, examples: [[strikes]] });
  return part(counterexample?.[0] ?? strikes);
}
