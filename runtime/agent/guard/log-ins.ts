/** Pi-hole refuses every log-in within a second in which three passwords were wrong; an app's password counts twice. */
const spacingMs = 1_100;
const mostWaiting = 10;
/** Of one client. */
const mostOfClient = 3;
/** After that many wrong ones in a row, a client waits no longer than after the one before. */
const longestMs = 60_000;
const mostClients = 256;

interface Client {
  failures: number;
  notBefore: number;
  waiting: number;
}

/** 0: go on. Else how many seconds later to come again. */
type Verdict = number;

/**
 * Lets one log-in a second through to Pi-hole, the clients in turn, so that the agent's own always finds a free one.
 * A client whose password was wrong waits a second, then two, then four, up to a minute.
 */
export class LogIns {
  private readonly clients = new Map<string, Client>();
  private readonly queue: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private lastAt = -Infinity;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly spacing = spacingMs,
  ) {}

  /** Resolves when it is this client's turn, or at once if it is not to wait. */
  turn(address: string): Promise<Verdict> {
    const client = this.client(address);
    const ms = client.notBefore - this.now();
    if (ms > 0) return Promise.resolve(Math.ceil(ms / 1000));
    if (client.waiting >= mostOfClient || this.queue.length >= mostWaiting)
      return Promise.resolve(Math.ceil((this.spacing * (this.queue.length + 1)) / 1000));
    client.waiting++;
    return new Promise((resolve) => {
      this.queue.push(() => {
        client.waiting--;
        resolve(0);
      });
      this.pump();
    });
  }

  /** What Pi-hole has said to this client's log-in. */
  ended(address: string, right: boolean): void {
    const client = this.client(address);
    client.failures = right ? 0 : client.failures + 1;
    const ms = right ? 0 : Math.min(longestMs, 1_000 * 2 ** (client.failures - 1));
    client.notBefore = this.now() + ms;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.queue.length = 0;
  }

  private pump(): void {
    if (this.timer !== undefined || this.queue.length === 0) return;
    const wait = Math.max(0, this.lastAt + this.spacing - this.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.lastAt = this.now();
      this.queue.shift()?.();
      this.pump();
    }, wait);
  }

  private client(address: string): Client {
    const known = this.clients.get(address);
    if (known) return known;
    if (this.clients.size >= mostClients) this.forgetOld();
    const client: Client = { failures: 0, notBefore: 0, waiting: 0 };
    this.clients.set(address, client);
    return client;
  }

  private forgetOld(): void {
    for (const [address, { waiting, notBefore }] of this.clients)
      if (waiting === 0 && notBefore + longestMs < this.now()) this.clients.delete(address);
  }
}
