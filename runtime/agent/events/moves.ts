import type { ClusterEvent } from "./event";

/** The code of the event that a node tells when it takes the virtual IP. */
export const vipMoved = "vip-moved";

/** The moves of the virtual IP in the last `ms` before `at` that nobody has asked for by a drain. */
export const recentMoves = (events: readonly ClusterEvent[], at: number, ms: number): ClusterEvent[] =>
  events.filter(({ code, by, at: when }) => code === vipMoved && by === "" && when <= at && at - when <= ms);
