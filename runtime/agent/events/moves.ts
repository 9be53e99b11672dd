import type { ClusterEvent } from "./event";

/** The code of the event that a node tells when it takes the virtual IP. */
export const vipMoved = "vip-moved";

/** It flaps if it has moved more often in so many ms. */
export const flapping = { moves: 3, ms: 10 * 60_000 } as const;

/** Whether the virtual IP flaps at a time, in ms since 1970. */
export const isFlapping = (events: readonly ClusterEvent[], at: number): boolean =>
  recentMoves(events, at, flapping.ms).length > flapping.moves;

/** The moves of the virtual IP in the last `ms` before `at` that nobody has asked for by a drain. */
const recentMoves = (events: readonly ClusterEvent[], at: number, ms: number): ClusterEvent[] =>
  events.filter(({ code, by, at: when }) => code === vipMoved && by === "" && when <= at && at - when <= ms);
