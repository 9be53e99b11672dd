import { setTimeout as delay } from "node:timers/promises";

export interface HangParts {
  /** Bytes of queries that wait at this node's DNS, as the kernel knows; undefined if it does not tell. */
  readonly waiting: () => number | undefined;
  /** Asks Pi-hole's web server. Rejects if it does not answer within `forMs`. */
  readonly askWeb: () => Promise<unknown>;
  readonly onHang: () => void;
}

export interface HangTimes {
  /** For so long queries wait, and the web server is silent. */
  readonly forMs: number;
  /** Between two looks at the queue. */
  readonly everyMs: number;
}

/**
 * Whether a Pi-hole that is slow to answer hangs. While it hangs, queries wait in its socket all the time, and its web
 * server, which is the same process, is silent. One that is busy takes queries out now and then, or answers on the web.
 * Looks only while a probe waits, since it costs.
 */
export class HangWatch {
  private running = false;
  private answers = 0;

  constructor(
    private readonly parts: HangParts,
    private readonly times: HangTimes,
  ) {}

  /** A probe waits for its answer. */
  suspect(): void {
    if (this.running) return;
    this.running = true;
    void this.watch().finally(() => (this.running = false));
  }

  /** A probe was answered. */
  answered(): void {
    this.answers++;
  }

  private async watch(): Promise<void> {
    const { askWeb, onHang } = this.parts;
    const before = this.answers;
    const silent = askWeb().then(
      () => false,
      () => true,
    );
    const stuck = await this.stuck(before);
    if ((await silent) && stuck && this.answers === before) onHang();
  }

  /** Queries wait at each look. */
  private async stuck(before: number): Promise<boolean> {
    const { forMs, everyMs } = this.times;
    for (let waited = 0; waited < forMs; waited += everyMs) {
      if (this.answers !== before || !this.parts.waiting()) return false;
      await delay(everyMs);
    }
    return true;
  }
}
