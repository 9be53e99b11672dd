import type { PeerStatus } from "../peers/peer";
import type { Recursion, RecursionStatus } from "../recursion";
import { clockDifferences, type PeerClock } from "./clock-difference";

/** Where its Unbound is so, a node answers for its cache and for unsigned names at best. */
const spoiling: readonly RecursionStatus[] = ["clock-wrong", "validation-failing"];

interface Seen {
  readonly name: string;
  readonly status: Pick<PeerStatus, "ready" | "recursion" | "clock"> | undefined;
}

/** A peer whose clock went wrong at the same time says so by then: no VIP moves to one that is no better. */
const patienceMs = 15_000;

/** This node's part: since when its recursion is as it is, and whether it leads. */
export interface Own {
  readonly recursion: Recursion;
  readonly recursionMs: number;
  readonly leads: boolean;
}

/** Why a peer that is ready is fitter to lead than this node; empty if none is. A leader is in no hurry to leave. */
export function unfitReason({ recursion: own, recursionMs, leads }: Own, peers: readonly Seen[]): string {
  if (!spoiling.includes(own.status) || (leads && recursionMs < patienceMs)) return "";
  const fitter = peers.find(({ status }) => status?.ready && status.recursion === "ok");
  return fitter ? `${own.reason}; ${fitter.name} resolves` : "";
}

/** What the node's clock is known to be. */
export interface ClockStatus {
  readonly now: string;
  /** Whether signatures hold by it; null if that is not known. */
  readonly right: boolean | null;
  /** Why it is wrong; empty if it is not known to be. */
  readonly trouble: string;
  /** Whose clock differs from it; empty if none does. */
  readonly differences: string;
}

/** `at` is this node's clock, in ms. */
export function clockStatus(own: Recursion, peers: readonly Seen[], at: number): ClockStatus {
  const clocks = peers.flatMap(({ name, status }): PeerClock[] =>
    status?.clock ? [{ name, shows: Date.parse(status.clock.now) }] : [],
  );
  const wrong = own.status === "clock-wrong";
  const differences = clockDifferences(clocks, at);
  return {
    now: new Date(at).toISOString(),
    right: own.status === "ok" ? true : wrong ? false : null,
    trouble: wrong ? [own.reason, differences].filter((text) => text !== "").join("; ") : "",
    differences,
  };
}
