import { writing, type Action, type KeeperInput, type KeeperState } from "./keeper-types";
import { timing } from "./timing";

/** The keeper after the action under way has ended; unchanged if none has. Pure. */
export function afterAction(keeper: KeeperState, { result }: KeeperInput, now: number): KeeperState {
  const { doing } = keeper;
  if (!doing || !result) return keeper;
  const { action, aborted } = doing;
  if (!result.ok) {
    const failures = aborted ? keeper.failures : keeper.failures + 1;
    const failed = {
      ...keeper,
      doing: null,
      failures,
      announced: keeper.announced && action.kind !== "claim",
    };
    if (aborted) return failed;
    const reason = `${wordsFor(action)}: ${result.error}`;
    if (action.kind === "stop") return { ...failed, reason, stopAt: now + timing.firstRetryMs };
    if (keeper.leavingSince !== null && writing(keeper.state))
      return { ...failed, state: "replica", reason, quiet: false };
    // After a hand-over that failed, the services start again. A take-over that failed is given up.
    if (keeper.state === "handing-over") {
      const failedMoves = keeper.failedMoves + 1;
      const moveAt = now + doubled(timing.firstMoveRetryMs, failedMoves - 1, timing.longestMoveRetryMs);
      return { ...failed, state: "taking-over", reason, failedMoves, moveAt };
    }
    const retryAt = now + doubled(timing.firstRetryMs, failures, timing.longestRetryMs);
    return { ...failed, state: keeper.state === "taking-over" ? "waiting" : keeper.state, reason, retryAt };
  }
  const done = { ...keeper, doing: null, failures: 0, retryAt: 0 };
  switch (action.kind) {
    case "stop":
      return { ...done, quiet: true, state: keeper.state === "starting" ? "replica" : keeper.state };
    case "claim":
      return done;
    case "release":
      return { ...done, claimed: false };
    case "serve":
      return { ...done, reason: "" };
    case "take-over":
      return keeper.state === "taking-over"
        ? {
            ...done,
            state: "holder",
            reason: keeper.failedMoves > 0 ? keeper.reason : "",
            wantedSince: null,
            restUntil: Math.max(keeper.restUntil, now + timing.restMs),
          }
        : done;
    case "hand-over": {
      if (keeper.state !== "handing-over") return done;
      const released = { to: action.to, snapshot: result.snapshot ?? "" };
      const memory = { ...keeper.memory, released };
      return {
        ...done,
        memory,
        state: "replica",
        reason: `handed over to ${action.to}`,
        quiet: true,
        failedMoves: 0,
      };
    }
  }
}

const doubled = (first: number, times: number, longest: number): number =>
  Math.min(longest, first * 2 ** Math.min(times, 20));

const wordsFor = (action: Action): string => {
  switch (action.kind) {
    case "stop":
      return "the services or datasets could not be stopped";
    case "claim":
    case "release":
      return "the fence address could not be moved";
    case "take-over":
      return "the data could not be taken over";
    case "hand-over":
      return `the data could not be handed over to ${action.to}`;
    case "serve":
      return "a service could not be started";
  }
};
