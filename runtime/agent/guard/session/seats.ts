/** A session of a Pi-hole's own, as the page of a person's needs it. */
export interface Seat {
  readonly sid: string;
  readonly csrf: string;
  /** Its number in this Pi-hole's list of sessions. */
  readonly id: number;
  /** Logged in with an app's password, or the command line's: it may do less. */
  readonly limited: boolean;
}

/** Who sits there, as this Pi-hole's list of sessions shows it. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
}

export interface SeatSource {
  /** Logs in with the agent's own way in. Rejects if that fails. */
  readonly open: (visitor: Visitor) => Promise<Seat>;
  /** Whether this Pi-hole knows the session; rejects if Pi-hole does not answer. */
  readonly isKnown: (seat: Seat) => Promise<boolean>;
}

/** A session that was known a moment ago is not asked for again: a page asks for ten things at once. */
const freshMs = 1_000;

/** Far more than the seats that a Pi-hole has. */
const most = 256;

/** For each of the cluster's sessions a session of this node's Pi-hole, made when it is first needed here. */
export class Seats {
  private readonly held = new Map<string, { seat: Seat; knownAt: number }>();
  private readonly opening = new Map<string, Promise<Seat>>();
  /** Pi-hole holds several log-ins in a second against everybody. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: SeatSource,
    private readonly now: () => number,
  ) {}

  /** Of a person who has just logged in here. */
  put(id: string, seat: Seat): void {
    this.held.delete(id);
    this.held.set(id, { seat, knownAt: this.now() });
    const [oldest] = this.held.keys();
    if (this.held.size > most) this.held.delete(oldest!);
  }

  /** Rejects if this Pi-hole does not answer, or lets the agent not in. */
  async of(id: string, visitor: Visitor): Promise<Seat> {
    const held = this.held.get(id);
    if (held && (this.now() - held.knownAt < freshMs || (await this.source.isKnown(held.seat)))) {
      held.knownAt = this.now();
      return held.seat;
    }
    const under = this.opening.get(id) ?? this.open(id, visitor);
    this.opening.set(id, under);
    return under;
  }

  /** The cluster's session that has this number in this Pi-hole's list. */
  at(number: number): string | undefined {
    return [...this.held].find(([, { seat }]) => seat.id === number)?.[0];
  }

  forget(id: string): void {
    this.held.delete(id);
  }

  private async open(id: string, visitor: Visitor): Promise<Seat> {
    const mine = this.turn.then(() => this.source.open(visitor));
    this.turn = mine.catch(() => undefined);
    try {
      const seat = await mine;
      this.put(id, seat);
      return seat;
    } finally {
      this.opening.delete(id);
    }
  }
}
