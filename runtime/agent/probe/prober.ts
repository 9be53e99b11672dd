import { DurationCounter, type Durations } from "../metrics/duration-metrics";
import type { DnsClient } from "./dns-client";
import { outcomeKinds, type ProbeOutcome, type OutcomeKind } from "./outcome";

/** What a probe has seen so far; `at` is the wall clock in ms. */
export interface ProbeRecord {
  readonly last: (ProbeOutcome & { readonly name: string; readonly at: number }) | undefined;
  readonly counts: Readonly<Record<OutcomeKind, number>>;
  readonly durations: Durations;
}

export interface ProbeTimes {
  readonly intervalMs: number;
  readonly deadlineMs: number;
}

/**
 * Asks for the next of `names` every interval, whether or not the question before has ended, and hands each
 * outcome on. A failure that came fast is confirmed at a quarter of the interval: a dead server then costs
 * less time, and a hung one costs what its deadline costs anyway.
 */
export class Prober {
  private timer: NodeJS.Timeout | undefined;
  private turn = 0;
  private readonly counts = Object.fromEntries(outcomeKinds.map((kind) => [kind, 0])) as Record<
    OutcomeKind,
    number
  >;
  private readonly durations = new DurationCounter();
  private last: ProbeRecord["last"];

  constructor(
    private readonly client: DnsClient,
    private readonly names: readonly string[],
    private readonly times: ProbeTimes,
    private readonly onOutcome: (outcome: ProbeOutcome) => void | Promise<void>,
    /** A question has had no answer for a third of its deadline. */
    private readonly onSlow: () => void = () => undefined,
  ) {}

  record(): ProbeRecord {
    return { last: this.last, counts: { ...this.counts }, durations: this.durations.seen() };
  }

  start(): void {
    this.schedule(0);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.client.close();
  }

  private schedule(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.schedule(this.times.intervalMs);
      void this.probe(); // probe() cannot reject, and its deadline is the client's.
    }, delayMs);
  }

  private async probe(): Promise<void> {
    const name = this.names[this.turn++ % this.names.length]!;
    const slow = setTimeout(this.onSlow, this.times.deadlineMs / 3);
    const outcome = await this.client.ask(name, this.times.deadlineMs);
    clearTimeout(slow);
    if (!this.timer) return;
    this.counts[outcome.kind] += 1;
    if (outcome.kind !== "no-data") this.durations.add(outcome.latencyMs);
    this.last = { ...outcome, name, at: Date.now() };
    const soon = this.times.intervalMs / 4;
    if (outcome.kind !== "ok" && outcome.latencyMs < soon) this.schedule(soon);
    await this.onOutcome(outcome);
  }
}
