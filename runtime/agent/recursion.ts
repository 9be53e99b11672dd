import type { Outcome } from "./probe/outcome";

/** Whose fault a failed recursion is; it never moves the VIP. */
export const recursionStatuses = ["unknown", "ok", "unbound-unreachable", "upstream-failing"] as const;
export type RecursionStatus = (typeof recursionStatuses)[number];

/**
 * Judges a recursion probe. `local` is the outcome for a name that Unbound answers by itself, asked only where the
 * recursion failed: it tells a dead Unbound from a dead provider.
 */
export function recursionStatus(
  before: RecursionStatus,
  recursion: Pick<Outcome, "kind">,
  local?: Pick<Outcome, "kind">,
): RecursionStatus {
  if (recursion.kind === "ok") return "ok";
  if (recursion.kind === "no-data" || local?.kind === "no-data") return before;
  if (recursion.kind === "servfail" || recursion.kind === "wrong") return "upstream-failing";
  return local?.kind === "ok" ? "upstream-failing" : "unbound-unreachable";
}
