/** Which step of a history was taken when (monotonic ms), from 1. */
export interface StepTaken {
  readonly step: number;
  readonly at: number;
  readonly text: string;
}

/** A rule that a history broke: when (ms from its begin), at or after which step, and what was seen. */
export interface Violation<Rule extends string> {
  readonly rule: Rule;
  readonly atMs: number;
  /** 0 before the first step. */
  readonly step: number;
  readonly said: string;
}

/** A violation at a time of a history. `graceMs`: what was seen so shortly before a step belongs to it. */
export function violationAt<Rule extends string>(
  { from, steps }: { readonly from: number; readonly steps: readonly StepTaken[] },
  { rule, at, said, graceMs = 0 }: { rule: Rule; at: number; said: string; graceMs?: number },
): Violation<Rule> {
  const step = steps.filter((taken) => taken.at - graceMs <= at).at(-1)?.step ?? 0;
  return { rule, atMs: Math.round(at - from), step, said };
}
