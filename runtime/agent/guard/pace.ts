import { setTimeout as delay } from "node:timers/promises";
import { isBelow, isWrite } from "./decision";
import { Places, type PlacesOptions } from "./places";

/** One change at a time, in fair turns; who has waited so long goes on without one. */
const turns: PlacesOptions = { total: 1, perClient: 1, mostWaiting: 64, waitMs: 20_000 };

export interface PaceOptions {
  /** Asks this node's DNS; resolves to how long the answer took, in ms, or to undefined if none came in time. */
  readonly ask: () => Promise<number | undefined>;
  /** An answer that takes longer says that DNS has not caught up. */
  readonly promptMs: number;
  /** How long a change waits for DNS at most. */
  readonly waitMs: number;
  /** Between two questions. */
  readonly everyMs: number;
}

const defaults = { promptMs: 50, waitMs: 5_000, everyMs: 25 } as const;

/**
 * Lets changes through to Pi-hole no faster than its DNS can bear. While Pi-hole writes an array of rows it answers no
 * query, and afterwards it has those to answer that have come meanwhile: changes that follow each other closely would
 * keep it from answering for seconds. So the next change waits until DNS answers promptly again. A person's single
 * change waits for nothing.
 */
export class Pace {
  private readonly options: PaceOptions;
  private readonly places = new Places(turns);
  /** How long the last change took, in ms; 0 when DNS has been seen to answer since. */
  private owed = 0;
  private endedAt = -Infinity;
  /** When the change whose turn it is last went to Pi-hole. */
  private begun = 0;

  constructor(
    options: Pick<PaceOptions, "ask"> & Partial<PaceOptions>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.options = { ...defaults, ...options };
  }

  /**
   * Resolves when a request of `client` may go to Pi-hole, to what has to be called when it has been answered; at once
   * if it changes nothing.
   */
  async turn(
    { method, target, client }: { readonly method: string; readonly target: string; readonly client: string },
    gone: AbortSignal,
  ): Promise<(status: number | undefined) => void> {
    if (!isPaced(method, target)) return () => undefined;
    const giveBack = (await this.places.take(client, gone)) ?? (() => undefined);
    await this.untilPrompt(gone);
    this.begun = this.now();
    return (status) => {
      // What was refused has cost nothing.
      if (status !== undefined && status < 300) {
        this.endedAt = this.now();
        this.owed = this.endedAt - this.begun;
      }
      giveBack();
    };
  }

  /**
   * Between two pieces of one change, of which the first took so long: waits until DNS answers promptly again, for at
   * most twice as long. The question waits in the same queue as those of clients, so its answer says that they have theirs.
   */
  async breathe(tookMs: number): Promise<void> {
    const { ask, promptMs, everyMs } = this.options;
    const end = this.now() + 2 * tookMs;
    for (;;) {
      const latency = await ask();
      if ((latency !== undefined && latency <= promptMs) || this.now() >= end) break;
      await delay(everyMs);
    }
    this.begun = this.now();
  }

  private async untilPrompt(gone: AbortSignal): Promise<void> {
    if (this.owed === 0) return;
    const { ask, promptMs, waitMs, everyMs } = this.options;
    // DNS has as much time as the change has taken from it.
    const rest = this.endedAt + Math.min(this.owed, waitMs) - this.now();
    const end = this.now() + waitMs;
    if (rest > 0) await delay(rest);
    while (this.now() < end && !gone.aborted) {
      const latency = await ask();
      if (latency !== undefined && latency <= promptMs) break;
      await delay(everyMs);
    }
    this.owed = 0;
  }
}

/** Whether a request may change rows or settings. A gravity run takes minutes, and DNS goes on meanwhile. */
const isPaced = (method: string, target: string): boolean =>
  isWrite(method, target) && !isBelow(target, "action");
