import { randomBytes } from "node:crypto";
import dgram from "node:dgram";
import { isIPv6 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { dnsQuery } from "../dns-query";
import { Account, type WatchSummary } from "./account";

/** Response codes SERVFAIL and REFUSED. */
const refusals = [2, 5];

/**
 * Asks an address for names below `invalid` (RFC 6761) at a steady rate. Each name is new, so no cache answers it, and
 * no server on the internet is asked for it: resolvers know that there is no such name.
 */
export class VipWatch {
  private readonly account = new Account();
  private readonly socket: dgram.Socket;
  private readonly run = randomBytes(4).toString("hex");
  private timer: NodeJS.Timeout | undefined;
  private ids = 0;

  constructor(
    private readonly address: string,
    private readonly queriesPerSecond: number,
    private readonly port = 53,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.socket = dgram.createSocket(isIPv6(address) ? "udp6" : "udp4");
    // A network that is unreachable for a moment is a lost query, and no error of this program.
    this.socket.on("error", () => undefined);
    this.socket.on("message", (message, { address: from }) => from === address && this.take(message));
  }

  start(): void {
    this.timer ??= setInterval(() => this.tick(), 1_000 / this.queriesPerSecond);
  }

  /** Rejects if the address does not answer this machine: the watch could see nothing then. */
  async firstAnswers(advice: string): Promise<void> {
    await sleep(2_000);
    if (this.silentMs() > 1_000)
      throw new Error(
        `${this.address} gives this machine no answer; expected one within a second: ${advice}`,
      );
  }

  /** Sends no more. Resolves when every query is answered or lost. */
  async stop(): Promise<WatchSummary> {
    clearInterval(this.timer);
    this.timer = undefined;
    while (this.account.openQueries > 0) {
      await sleep(50);
      this.account.expire(this.now());
    }
    this.socket.close();
    return this.account.summary();
  }

  seen(): WatchSummary {
    return this.account.summary();
  }

  /** Milliseconds since the last answer, if a query waits for one. */
  silentMs(): number {
    return this.account.silentMs(this.now());
  }

  private tick(): void {
    this.account.expire(this.now());
    do this.ids = (this.ids + 1) & 0xffff;
    while (this.account.isOpen(this.ids));
    const id = this.ids;
    this.account.asked(id, this.now());
    this.socket.send(dnsQuery(id, `q${id}-${this.run}.invalid`), this.port, this.address, () => undefined);
  }

  private take(message: Buffer): void {
    if (message.length < 12) return;
    const isResponse = (message.readUInt8(2) & 0x80) !== 0;
    if (isResponse && !refusals.includes(message.readUInt8(3) & 0xf))
      this.account.answered(message.readUInt16BE(0), this.now());
  }
}

/** `1200 queries, none lost`; what was lost with the longest outage. */
export function watchText({ sent, lost, outagesMs }: WatchSummary): string {
  if (lost === 0) return `${sent} queries, none lost`;
  return `${sent} queries, ${lost} lost; the longest outage lasted ${Math.round(outagesMs[0] ?? 0)} ms`;
}
