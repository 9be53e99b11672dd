import type { Failure } from "../notify/failure";
import type { Accepted } from "./accepted";

export const lookMs = 300_000;
/** A changed address is published when it is seen a second time: a line that just came up may show several. */
export const confirmMs = 30_000;
const firstWaitMs = 60_000;
const longestWaitMs = 3_600_000;

/** The newest address that any node has published for this config: a new leader continues from it. */
export const newestAccepted = (of: string, all: readonly (Accepted | undefined)[]): Accepted | undefined =>
  all
    .flatMap((one) => (one?.of === of ? [one] : []))
    .sort((a, b) => b.at - a.at)
    .at(0);

export interface AddressLook {
  readonly accepted: Accepted | undefined;
  readonly address: string;
  /** The address of the look before; empty if there was none. */
  readonly before: string;
  readonly againMs: number;
  readonly now: number;
}

/** What to do about an address that was found. */
export function decide({
  accepted,
  address,
  before,
  againMs,
  now,
}: AddressLook): "nothing" | "confirm" | "publish" {
  if (!accepted) return "publish";
  if (accepted.address === address) return now - accepted.at >= againMs ? "publish" : "nothing";
  return before === address ? "publish" : "confirm";
}

/** How long to wait after so many failures in a row. */
export function waitAfter(failure: Failure, failures: number): number {
  if (failure.final) return failure.retryAfterMs ?? longestWaitMs;
  const wait = Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs);
  return Math.max(wait, failure.retryAfterMs ?? 0);
}
