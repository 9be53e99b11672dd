import { randomBytes } from "node:crypto";

export interface Session {
  readonly sid: string;
  readonly csrf: string;
  readonly app: boolean;
  readonly tls: boolean;
  readonly loginAt: number;
  /** Seconds since the epoch; each call moves it. */
  validUntil: number;
  readonly remoteAddress: string;
  readonly userAgent: string | null;
  readonly forwardedFor: string | null;
}

type Opening = Omit<Session, "sid" | "csrf" | "loginAt" | "validUntil">;

/** The API's seats: an array of fixed length, as in FTL, whose index is a session's id. Times are epoch seconds. */
export class Sessions {
  private seats: (Session | undefined)[] = [];

  constructor(
    private readonly now: () => number,
    private limits: { readonly seats: number; readonly timeout: number },
  ) {}

  configure(limits: { readonly seats: number; readonly timeout: number }): void {
    this.limits = limits;
    this.seats.length = Math.min(this.seats.length, limits.seats);
  }

  /** Takes a free seat, or gives undefined where there is none. */
  open(opening: Opening): Session | undefined {
    const id = this.freeSeat();
    if (id === undefined) return undefined;
    const loginAt = this.now();
    const session = {
      ...opening,
      sid: token(),
      csrf: token(),
      loginAt,
      validUntil: loginAt + this.limits.timeout,
    };
    this.seats[id] = session;
    return session;
  }

  /** Finds a living session and extends it. */
  use(sid: string): Session | undefined {
    const session = this.seats.find((each) => each?.sid === sid);
    if (session === undefined || session.validUntil < this.now()) return undefined;
    session.validUntil = this.now() + this.limits.timeout;
    return session;
  }

  close(session: Session): void {
    const id = this.seats.indexOf(session);
    if (id >= 0) this.seats[id] = undefined;
  }

  at(id: number): Session | undefined {
    return this.seats[id];
  }

  get seatCount(): number {
    return this.limits.seats;
  }

  remaining(session: Session): number {
    return session.validUntil - this.now();
  }

  list(): { id: number; session: Session; valid: boolean; lastActive: number }[] {
    return this.seats.flatMap((session, id) =>
      session === undefined
        ? []
        : [
            {
              id,
              session,
              valid: session.validUntil >= this.now(),
              lastActive: session.validUntil - this.limits.timeout,
            },
          ],
    );
  }

  closeAll(): void {
    this.seats = [];
  }

  /** For session.restore: what is kept over a restart. */
  dump(): readonly Session[] {
    return this.seats.filter((each): each is Session => each !== undefined && each.validUntil >= this.now());
  }

  restore(sessions: readonly Session[]): void {
    this.seats = sessions.filter((each) => each.validUntil >= this.now()).slice(0, this.limits.seats);
  }

  private freeSeat(): number | undefined {
    for (let id = 0; id < this.limits.seats; id++) {
      const session = this.seats[id];
      if (session === undefined || session.validUntil < this.now()) return id;
    }
    return undefined;
  }
}

const token = (): string => randomBytes(16).toString("base64");
