import type { ServerResponse } from "node:http";

export interface StreamLimits {
  /** At once, of all. */
  readonly total: number;
  /** At once, of one address: a browser opens one for each page that is seen. */
  readonly perAddress: number;
  readonly beatMs: number;
  /** Bytes that a client has not taken yet. */
  readonly behind: number;
  /** Then the browser opens another: one that went away without a word gives its place back. */
  readonly longestMs: number;
}

export const streamLimits: StreamLimits = {
  total: 16,
  perAddress: 4,
  beatMs: 1_000,
  behind: 64 * 1024,
  longestMs: 120_000,
};

interface Client {
  readonly response: ServerResponse;
  readonly address: string;
  readonly endAt: number;
  /** What it was told last. */
  told: string;
}

/** The pages that are open, each told what has changed, and every second that there is nothing new. */
export class PageStreams {
  private readonly clients = new Set<Client>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    /** What pages show now. */
    private readonly now: () => string,
    private readonly limits: StreamLimits = streamLimits,
  ) {}

  /** Takes over a response, and resolves when it is over; undefined if there are too many already. */
  add(response: ServerResponse, address: string): Promise<void> | undefined {
    const { total, perAddress, longestMs } = this.limits;
    const own = [...this.clients].filter((client) => client.address === address).length;
    if (this.clients.size >= total || own >= perAddress) return undefined;
    const client: Client = { response, address, endAt: performance.now() + longestMs, told: "" };
    this.clients.add(client);
    this.timer ??= setInterval(() => this.beat(), this.limits.beatMs);
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 500\n\n");
    this.tell(client, this.now());
    return new Promise((resolve) => {
      response.once("close", () => {
        this.clients.delete(client);
        if (this.clients.size === 0) this.rest();
        resolve();
      });
    });
  }

  /** Tells each what is new to it. Costs nothing while no page is open. */
  push(): void {
    if (this.clients.size === 0) return;
    const now = this.now();
    for (const client of this.clients) if (client.told !== now) this.tell(client, now);
  }

  stop(): void {
    this.rest();
    for (const { response } of this.clients) response.destroy();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private beat(): void {
    this.push();
    for (const client of this.clients) {
      const { response, endAt } = client;
      if (response.writableLength > this.limits.behind) response.destroy();
      else if (performance.now() >= endAt) response.end();
      else response.write("event: beat\ndata:\n\n");
    }
  }

  private tell(client: Client, text: string): void {
    if (client.response.writableLength > this.limits.behind) return void client.response.destroy();
    client.told = text;
    client.response.write(`event: main\n${text.replace(/^/gm, "data: ")}\n\n`);
  }
}
