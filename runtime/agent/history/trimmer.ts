import { setTimeout as delay } from "node:timers/promises";
import type { HistoryFile } from "../../contract/history";
import type { HistoryStore } from "./store";

const everyMs = 600_000;
/** What one look removes for its age. A clock that is wrong for an hour costs the oldest twelve hours, and not all. */
const mostUs = 2 * 3_600e6;
const dayUs = 86_400e6;
const pauseMs = 20;

/** Keeps the history within its limits: the bytes at once, the days little by little. */
export class Trimmer {
  private nextAt = -Infinity;

  constructor(
    private readonly store: Pick<HistoryStore, "seen" | "trim">,
    /** In ms, of a clock that does not jump. */
    private readonly bootMs: () => number,
  ) {}

  /** `now` is in ms since 1970. */
  async trim({ days, megabytes }: HistoryFile, now: number, signal: AbortSignal): Promise<void> {
    const { oldest } = this.store.seen();
    const isDue = this.bootMs() >= this.nextAt;
    if (isDue) this.nextAt = this.bootMs() + everyMs;
    const before = isDue && oldest !== undefined ? Math.min(now * 1000 - days * dayUs, oldest + mostUs) : 0;
    while (!signal.aborted && this.store.trim(before, megabytes * 1024 * 1024))
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
