/** As FTL counts: by ten minutes, for a day. */
const slotSeconds = 600;
const slotsKept = 145;
const recentSeconds = 30;

export type Outcome = "blocked" | "cached" | "forwarded";

interface Slot {
  total: number;
  readonly of: Record<Outcome, number>;
  readonly types: Map<string, number>;
  readonly clients: Map<string, number>;
}

/** What this Pi-hole's DNS has answered in the last 24 hours, and whom. */
export class QueryCounts {
  private slots = new Map<number, Slot>();
  private recent: number[] = [];

  constructor(private readonly nowSeconds: () => number = () => Math.floor(Date.now() / 1000)) {}

  asked(type: string, client: string): void {
    const now = this.nowSeconds();
    const slot = this.slot(now);
    slot.total++;
    slot.types.set(type, (slot.types.get(type) ?? 0) + 1);
    slot.clients.set(client, (slot.clients.get(client) ?? 0) + 1);
    const index = now % recentSeconds;
    if (this.recentAt[index] !== now) this.recent[index] = 0;
    this.recentAt[index] = now;
    this.recent[index] = (this.recent[index] ?? 0) + 1;
  }

  /** Said once of each query. */
  answered(outcome: Outcome): void {
    this.slot(this.nowSeconds()).of[outcome]++;
  }

  private readonly recentAt: number[] = [];

  /** Queries a second over the last half minute. */
  perSecond(): number {
    const since = this.nowSeconds() - recentSeconds;
    const sum = this.recentAt.reduce((all, at, i) => (at > since ? all + this.recent[i]! : all), 0);
    return sum / recentSeconds;
  }

  totals(): { readonly total: number } & Readonly<Record<Outcome, number>> {
    return this.history().reduce(
      (sum, slot) => ({
        total: sum.total + slot.total,
        blocked: sum.blocked + slot.blocked,
        cached: sum.cached + slot.cached,
        forwarded: sum.forwarded + slot.forwarded,
      }),
      { total: 0, blocked: 0, cached: 0, forwarded: 0 },
    );
  }

  /** The slots of the last 24 hours by the middle of their time, empty ones included. */
  history() {
    const last = this.number(this.nowSeconds());
    return Array.from({ length: slotsKept }, (_, i) => {
      const at = last - slotsKept + 1 + i;
      const { total = 0, of = none } = this.slots.get(at) ?? {};
      return { timestamp: at * slotSeconds + slotSeconds / 2, total, ...of };
    });
  }

  types(): ReadonlyMap<string, number> {
    return this.merged(({ types }) => types);
  }

  clients(): ReadonlyMap<string, number> {
    return this.merged(({ clients }) => clients);
  }

  private merged(part: (slot: Slot) => ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    const oldest = this.number(this.nowSeconds()) - slotsKept;
    for (const [at, slot] of this.slots)
      if (at > oldest) for (const [key, count] of part(slot)) sums.set(key, (sums.get(key) ?? 0) + count);
    return sums;
  }

  private number = (seconds: number): number => Math.floor(seconds / slotSeconds);

  private slot(seconds: number): Slot {
    const at = this.number(seconds);
    const known = this.slots.get(at);
    if (known !== undefined) return known;
    const slot: Slot = { total: 0, of: { ...none }, types: new Map(), clients: new Map() };
    this.slots = new Map([...this.slots].filter(([each]) => each > at - slotsKept));
    this.slots.set(at, slot);
    return slot;
  }
}

const none: Readonly<Record<Outcome, number>> = { blocked: 0, cached: 0, forwarded: 0 };
