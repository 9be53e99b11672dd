import { connect, type Socket } from "node:net";

const againMs = 100;

/**
 * Notices at once when Pi-hole's process ends. Pi-hole's DNS and web server are one process, and the kernel closes a
 * process's connections when it ends; so one is kept open to its web server. That server closes idle ones too: what a
 * closed connection means has to be asked.
 */
export class CrashWatch {
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly port: number,
    /** A connection that was open has been closed. */
    private readonly onClosed: () => void,
  ) {}

  start(): void {
    const socket = connect({ host: "127.0.0.1", port: this.port });
    this.socket = socket;
    let open = false;
    socket.once("connect", () => (open = true));
    // Why it is closed does not matter: `close` comes in any case.
    socket.on("error", () => undefined);
    socket.resume();
    socket.once("close", () => {
      if (this.stopped) return;
      if (open) this.onClosed();
      this.timer = setTimeout(() => this.start(), againMs);
    });
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.destroy();
  }
}
