import { spawn } from "node:child_process";
import type { Log } from "../../common/log";

/** Between two words to systemd; several fit into the time after which it kills. */
const everyMs = 1_900;
const noticeMs = 1_500;

/**
 * Tells systemd that the keeper keeps: ready with the first word, alive with each. A keeper that hangs says nothing,
 * and is killed: its services would go on, and nobody would see when its lease ends. Silent where no systemd listens.
 */
export class Watchdog {
  private readonly socket: string | undefined;
  private readonly path: string | undefined;
  private toldAt = -Infinity;
  private telling = false;
  private trouble = "";

  /** Takes the socket out of the environment: what the keeper starts has nothing to say to systemd. */
  constructor(
    environment: NodeJS.ProcessEnv,
    private readonly log: Log,
  ) {
    this.socket = environment.NOTIFY_SOCKET;
    this.path = environment.PATH;
    delete environment.NOTIFY_SOCKET;
  }

  /** The keeper has just looked, decided and acted; `now` in ms. */
  alive(now: number): void {
    if (this.socket === undefined || this.telling || now - this.toldAt < everyMs) return;
    this.telling = true;
    this.toldAt = now;
    // Without the shell's environment it still needs to be found.
    const env = { NOTIFY_SOCKET: this.socket, PATH: this.path };
    const child = spawn("systemd-notify", ["--ready", "WATCHDOG=1"], {
      env,
      stdio: "ignore",
      timeout: noticeMs,
      killSignal: "SIGKILL",
    });
    child.once("error", (error) => this.told(error.message));
    child.once("exit", (code, signal) => this.told(code === 0 ? "" : `ended with ${code ?? signal}`));
  }

  private told(trouble: string): void {
    this.telling = false;
    if (trouble !== this.trouble && trouble !== "") this.log("watchdog.failed", { error: trouble });
    this.trouble = trouble;
  }
}
