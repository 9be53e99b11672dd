import type { Failure } from "./failure";

/** How sending to a channel goes on this node. Times in ms since 1970. */
export interface Attempts {
  readonly sends: boolean;
  /** Failures in a row. */
  readonly failures: number;
  /** Since the first of them; undefined if the last attempt was good. */
  readonly failingSince: number | undefined;
  /** Nothing is tried before. */
  readonly notBefore: number;
  readonly trouble: string;
  /** To try again changes nothing. */
  readonly final: boolean;
  readonly acceptedAt: number | undefined;
  /** Counts since the agent's start. */
  readonly accepted: number;
  readonly failed: number;
}

export const noAttempts: Attempts = {
  sends: false,
  failures: 0,
  failingSince: undefined,
  notBefore: 0,
  trouble: "",
  final: false,
  acceptedAt: undefined,
  accepted: 0,
  failed: 0,
};

const firstWaitMs = 5_000;
const longestWaitMs = 600_000;

export const afterAccepted = (before: Attempts, now: number): Attempts => ({
  ...noAttempts,
  acceptedAt: now,
  accepted: before.accepted + 1,
  failed: before.failed,
});

export function afterFailure(before: Attempts, failure: Failure, now: number): Attempts {
  const failures = before.failures + 1;
  const wait = failure.final ? longestWaitMs : Math.min(longestWaitMs, firstWaitMs * 2 ** (failures - 1));
  return {
    ...before,
    sends: false,
    failures,
    failingSince: before.failingSince ?? now,
    notBefore: now + Math.max(wait, failure.retryAfterMs ?? 0),
    trouble: failure.message,
    final: failure.final,
    failed: before.failed + 1,
  };
}

/** Others have told it meanwhile: what does not show any more is no trouble, unless it will not go away by itself. */
export const withNothingToTell = (before: Attempts): Attempts =>
  before.failingSince === undefined || before.final || before.sends
    ? before
    : { ...before, failures: 0, failingSince: undefined, notBefore: 0, trouble: "" };
