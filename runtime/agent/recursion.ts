import type { ProbeOutcome } from "./probe/outcome";
import { clockBehind, clockTrouble } from "./resolver/clock-difference";
import type { DnsMessage } from "./resolver/dns-message";

/**
 * Whose fault a failed recursion is. `clock-wrong` and `validation-failing`: the zones answer, and this node's Unbound
 * accepts no signature.
 */
export const recursionStatuses = [
  "unknown",
  "ok",
  "unbound-unreachable",
  "upstream-failing",
  "clock-wrong",
  "validation-failing",
] as const;
export type RecursionStatus = (typeof recursionStatuses)[number];

export interface Recursion {
  readonly status: RecursionStatus;
  /** Why it is not ok, in words; empty if it is. */
  readonly reason: string;
}

/** What a round of questions to this node's Unbound has found. */
export interface RecursionFindings {
  /** For fresh names, each below another zone: of the first where that has answered, else of all. */
  readonly answers: readonly Pick<ProbeOutcome, "kind" | "detail">[];
  /** Whether Unbound says anything; asked where the first zone has not answered. */
  readonly local?: Pick<ProbeOutcome, "kind">;
  /** What Unbound said to a fresh name, with its reasons; asked where the first zone has not answered. */
  readonly checked?: DnsMessage | undefined;
  /** The same without the check of signatures; undefined if that has failed as well. */
  readonly unchecked?: DnsMessage | undefined;
  /** To a signed name that resolves although the clock is wrong; asked where the first zone has not answered. */
  readonly dated?: DnsMessage | undefined;
}

/** Judges a round; `now` is this node's clock, in ms. */
export function judgeRecursion(before: Recursion, findings: RecursionFindings, now: number): Recursion {
  const { answers, local, checked, unchecked, dated } = findings;
  if (answers.some(({ kind }) => kind === "ok")) return { status: "ok", reason: "" };
  const failed = answers.filter(({ kind }) => kind !== "no-data");
  if (failed.length === 0 || local?.kind === "no-data") return before;
  const behind = dated ? clockBehind(dated, now) : "";
  if (behind) return { status: "clock-wrong", reason: behind };
  const reason = [...new Set(failed.map(({ kind, detail }) => `${kind}: ${detail}`))].join("; ");
  if (unchecked) {
    const clock = clockTrouble(checked, unchecked, now);
    if (clock) return { status: "clock-wrong", reason: clock };
    const cause = "Unbound accepts no signature (DNSSEC): its clock or its trust anchor is wrong";
    return { status: "validation-failing", reason: cause };
  }
  const silent = failed.every(({ kind }) => kind === "timeout" || kind === "refused");
  if (silent && local?.kind !== "ok") return { status: "unbound-unreachable", reason };
  return { status: "upstream-failing", reason };
}
