/** A reading of how long a Pi-hole runs: when (ms), and the uptime (ms) that it said. */
export interface Uptime {
  readonly at: number;
  readonly uptimeMs: number;
}

/** Two readings that say when it started differ by this much at most: by what the reading took. */
const toleranceMs = 400;

/** How often it started while it was read. A start that came too soon after another to be read is not seen. */
export function restartsIn(readings: readonly Uptime[]): number {
  const starts = readings.map(({ at, uptimeMs }) => at - uptimeMs);
  return starts.filter((start, i) => i > 0 && start - starts[i - 1]! > toleranceMs).length;
}
