import { setTimeout as delay } from "node:timers/promises";

export interface PollOptions {
  readonly deadlineMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks again until `check` gives a value. Undefined when the deadline (milliseconds) has passed; rejects at once
 * when `check` throws or the signal aborts.
 */
export async function poll<T>(
  check: () => T | undefined | Promise<T | undefined>,
  { deadlineMs, everyMs = 100, signal }: PollOptions,
): Promise<T | undefined> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    const value = await check();
    if (value !== undefined) return value;
    if (performance.now() > end) return undefined;
    await delay(everyMs, undefined, { signal });
  }
}
