import type { Log } from "../../common/log";

const everyMs = 60_000;
/** Of addresses that the log names; an attacker may have any number. */
const mostNamed = 8;
/** More connections than this, of one address and in so many ms, are no browser's that is in a hurry. */
const flood = { connections: 20, ms: 10_000 };
const manyOthers = "others";

/** Counts the connections that the doors have ended for being too many, and tells whose they were: at once, then once a minute. */
export class TurnedAway {
  private all = 0;
  private recent = new Map<string, number>();
  private window = { began: -Infinity, of: new Map<string, number>() };
  private flooded: { readonly address: string; readonly at: number } | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: Log,
    private readonly pauseMs = everyMs,
    private readonly now: () => number = () => performance.now(),
  ) {}

  note = (address: string): void => {
    this.all++;
    count(this.recent, address);
    if (this.now() - this.window.began >= flood.ms) this.window = { began: this.now(), of: new Map() };
    const [name, connections] = count(this.window.of, address);
    if (connections >= flood.connections) this.flooded = { address: name, at: this.now() };
    if (this.timer === undefined) this.tell();
  };

  total = (): number => this.all;

  /** Whose connections come in a flood at the moment; undefined if nobody's do. */
  flooding(): string | undefined {
    const { flooded } = this;
    return flooded && this.now() - flooded.at < flood.ms ? flooded.address : undefined;
  }

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

/** Counts one more, and gives under what name, and how many that are. */
function count(counts: Map<string, number>, address: string): readonly [string, number] {
  const name = counts.has(address) || counts.size < mostNamed ? address : manyOthers;
  const connections = (counts.get(name) ?? 0) + 1;
  counts.set(name, connections);
  return [name, connections];
}
