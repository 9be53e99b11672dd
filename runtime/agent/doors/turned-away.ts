import type { Log } from "../../common/log";

const everyMs = 60_000;
/** Of addresses that the log names; an attacker may have any number. */
const mostNamed = 8;

/** Counts the connections that the doors have ended for being too many, and tells whose they were: at once, then once a minute. */
export class TurnedAway {
  private all = 0;
  private recent = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: Log,
    private readonly pauseMs = everyMs,
  ) {}

  note = (address: string): void => {
    this.all++;
    const name = this.recent.has(address) || this.recent.size < mostNamed ? address : "others";
    this.recent.set(name, (this.recent.get(name) ?? 0) + 1);
    if (this.timer === undefined) this.tell();
  };

  total = (): number => this.all;

  stop(): void {
    clearTimeout(this.timer);
  }

  private tell(): void {
    this.timer = undefined;
    if (this.recent.size === 0) return;
    this.log("doors.turned-away", { connections: Object.fromEntries(this.recent) });
    this.recent = new Map();
    this.timer = setTimeout(() => this.tell(), this.pauseMs);
  }
}
