import { conditionKinds } from "../conditions/kinds";

const leastMs = 60_000;
const mostMs = 3_660_000;

/**
 * How long it may take until a node whose agent has started says a thing again that was so before: as long as the thing
 * has to last to be told, and a while. What has to last for many hours is told a second time after a restart.
 */
export function settleMs(code: string): number {
  const kind = conditionKinds.find((known) => known.code === code);
  return Math.min(mostMs, leastMs + (kind?.forSeconds ?? 0) * 1_000);
}
