import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { closeNow } from "../http/listen";
import type { Log } from "../../common/log";

/** Keeps a server listening at a port; one that is taken is tried again every five seconds, and told once. */
export class Listener {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private trouble = "";

  constructor(
    private readonly server: Server,
    private readonly address: string,
    private readonly wanted: number,
    private readonly log: Log,
    private readonly retryMs = 5_000,
    /** What its events are called by. */
    private readonly name = "guard",
  ) {}

  /** Resolves after the first attempt, whatever came of it. */
  async start(): Promise<void> {
    const error = await this.listen();
    if (this.stopped) return void this.server.close();
    if (error === undefined) {
      this.log(`${this.name}.listening`, { address: this.address, port: this.port() });
      this.server.on("error", (late) => this.tell(late));
      return;
    }
    this.tell(error);
    this.timer = setTimeout(() => void this.start(), this.retryMs);
  }

  /** Closes the port and every connection. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    closeNow(this.server);
  }

  /** The port, undefined while there is none. */
  port(): number | undefined {
    return this.server.listening ? (this.server.address() as AddressInfo).port : undefined;
  }

  private listen(): Promise<Error | undefined> {
    return new Promise((resolve) => {
      const done = (error?: Error): void => {
        this.server.removeListener("error", done).removeListener("listening", done);
        resolve(error);
      };
      this.server.once("error", done).once("listening", done);
      this.server.listen(this.wanted, this.address);
    });
  }

  private tell({ message }: Error): void {
    if (message !== this.trouble) {
      this.log(`${this.name}.listen-failed`, { address: this.address, port: this.wanted, error: message });
    }
    this.trouble = message;
  }
}
