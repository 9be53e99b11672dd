import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../common/log";
import { cureFor, pauseAfter, type Cure } from "./cure";
import type { BlockingVerdict } from "./blocking-verdict";
import { errorText } from "../../contract/error-text";

export interface HealerParts {
  readonly verdict: () => BlockingVerdict;
  readonly fileIsBad: () => boolean;
  readonly mayRestart: () => boolean;
  /** Runs Pi-hole's gravity; resolves to what it says. */
  readonly gravity: (signal: AbortSignal) => Promise<string>;
  readonly restart: (signal: AbortSignal) => Promise<void>;
  /** Has the host put gravity.db aside and start Pi-hole's container again; resolves when it has. */
  readonly anew: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
}

const lookEveryMs = 1_000;

/** Heals a Pi-hole that blocks nothing: one cure after another, and then waits whether it blocks. */
export class Healer {
  private tried = 0;
  private dueAt = 0;
  private namesResolve = false;
  private doing: Cure | undefined;
  private running: Promise<void> | undefined;
  private readonly ended = new AbortController();

  constructor(private readonly parts: HealerParts) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  /** The cure that is under way. */
  seen(): Cure | undefined {
    return this.doing;
  }

  /** Looks once whether a cure is due, and does it. Never rejects. */
  async once(): Promise<void> {
    const { parts } = this;
    const verdict = parts.verdict();
    if (verdict.state === "blocks" || verdict.state === "off") this.tried = 0;
    if (parts.now() < this.dueAt) return;
    const cure = cureFor({
      verdict,
      fileIsBad: parts.fileIsBad(),
      tried: this.tried,
      mayRestart: parts.mayRestart(),
      namesResolve: this.namesResolve,
    });
    if (!cure) return;
    this.doing = cure;
    parts.log("blocking.healing", { cure, reason: verdict.reason });
    try {
      await this.apply(cure);
    } catch (error) {
      if (this.ended.signal.aborted) return;
      parts.log("blocking.not-healed", {
        cure,
        error: errorText(error),
      });
    } finally {
      this.doing = undefined;
      this.tried++;
      this.dueAt = parts.now() + pauseAfter(this.tried);
    }
  }

  private async apply(cure: Cure): Promise<void> {
    const { signal } = this.ended;
    if (cure === "restart") return this.parts.restart(signal);
    if (cure === "anew") return this.parts.anew(signal);
    const text = await this.parts.gravity(signal);
    this.namesResolve = text.includes("DNS resolution is available");
  }

  private async run(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      await this.once();
      await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
