export interface PlacesOptions {
  /** At once, of all. */
  readonly total: number;
  /** At once, of one client. */
  readonly perClient: number;
  /** Of one client, waiting for a place. */
  readonly mostWaiting: number;
  /** How long it waits. */
  readonly waitMs: number;
}

interface Waiting {
  readonly begin: (giveBack: () => void) => void;
}

/** Places that clients take in turn: one that asks much waits for itself, and not the others for it. */
export class Places {
  private readonly held = new Map<string, number>();
  /** By client; whose turn is next comes first. */
  private readonly waiting = new Map<string, Waiting[]>();
  private taken = 0;

  constructor(private readonly options: PlacesOptions) {}

  /** Resolves to what gives the place back, once; to undefined if none is free in time, or the client has gone. */
  take(client: string, gone: AbortSignal): Promise<(() => void) | undefined> {
    const queue = this.waiting.get(client) ?? [];
    if (gone.aborted || queue.length >= this.options.mostWaiting) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.forget(client, mine);
        settle(undefined);
      };
      const timer = setTimeout(giveUp, this.options.waitMs);
      const settle = (place: (() => void) | undefined): void => {
        clearTimeout(timer);
        gone.removeEventListener("abort", giveUp);
        resolve(place);
      };
      const mine: Waiting = { begin: settle };
      gone.addEventListener("abort", giveUp, { once: true });
      this.waiting.set(client, [...queue, mine]);
      this.next();
    });
  }

  private next(): void {
    while (this.taken < this.options.total) {
      const client = [...this.waiting.keys()].find((each) => this.of(each) < this.options.perClient);
      if (client === undefined) return;
      const [first, ...rest] = this.waiting.get(client)!;
      this.waiting.delete(client);
      // The others come before its next one.
      if (rest.length > 0) this.waiting.set(client, rest);
      this.taken++;
      this.held.set(client, this.of(client) + 1);
      first!.begin(this.giveBack(client));
    }
  }

  private giveBack(client: string): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.taken--;
      const left = this.of(client) - 1;
      if (left > 0) this.held.set(client, left);
      else this.held.delete(client);
      this.next();
    };
  }

  private forget(client: string, one: Waiting): void {
    const rest = (this.waiting.get(client) ?? []).filter((each) => each !== one);
    if (rest.length > 0) this.waiting.set(client, rest);
    else this.waiting.delete(client);
  }

  private of(client: string): number {
    return this.held.get(client) ?? 0;
  }
}
