import type { ChildProcess } from "node:child_process";
import { bootMs } from "../common/boot-clock";

export interface KeptProcessParts {
  readonly start: () => ChildProcess;
  /** How long after its end it is started again: twice as long each time, until one has run for `soonMs`. */
  readonly again: { readonly firstMs: number; readonly longestMs: number; readonly soonMs: number };
  readonly onStart: (child: ChildProcess) => void;
  readonly onMessage: (message: unknown, child: ChildProcess) => void;
  readonly onEnd: (how: string) => void;
  /** In ms, of a clock that does not jump. */
  readonly now?: () => number;
}

/** A process that is started again whenever it ends. */
export class KeptProcess {
  /** Undefined if none runs now. */
  child: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private againMs: number;
  private startedAt = 0;
  private readonly now: () => number;

  constructor(private readonly parts: KeptProcessParts) {
    this.now = parts.now ?? bootMs;
    this.againMs = parts.again.firstMs;
  }

  start(): void {
    clearTimeout(this.timer);
    const { start, onStart, onMessage } = this.parts;
    const child = start();
    this.child = child;
    this.startedAt = this.now();
    child.once("exit", (code, signal) =>
      this.ended(child, signal ? `ended by ${signal}` : `ended with code ${code}`),
    );
    child.on("error", (error) => this.ended(child, error.message));
    child.on("message", (message) => {
      if (child === this.child) onMessage(message, child);
    });
    onStart(child);
  }

  /** Ends it at once, and for good. */
  stop(): void {
    clearTimeout(this.timer);
    const { child } = this;
    this.child = undefined;
    child?.kill("SIGKILL");
  }

  /** Ends it at once, because of `how`; it is started again. */
  restart(how: string): void {
    if (this.child) this.ended(this.child, how);
  }

  private ended(child: ChildProcess, how: string): void {
    if (child !== this.child) return;
    this.stop();
    const { again, onEnd } = this.parts;
    onEnd(how);
    if (this.now() - this.startedAt >= again.soonMs) this.againMs = again.firstMs;
    this.timer = setTimeout(() => this.start(), this.againMs);
    this.againMs = Math.min(2 * this.againMs, again.longestMs);
  }
}
