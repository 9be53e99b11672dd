import { DurationCounter } from "../metrics/duration-metrics";
import type { DnsClient, DnsReply } from "../probe/dns-client";
import { outcomeKinds, type ProbeOutcome, type OutcomeKind } from "../probe/outcome";
import type { ProbeRecord } from "../probe/prober";
import { judgeRecursion, type RecursionFindings, type Recursion } from "../recursion";
import { freshName } from "./fresh-name";
import { readMessage, type DnsMessage } from "./dns-message";
import { encodeQuestion, localName, type Wishes } from "./question";

export interface RecursionTimes {
  readonly intervalMs: number;
  readonly deadlineMs: number;
}

/** While recursion fails, the next round comes this soon: its return is to be seen at once. */
const failingIntervalMs = 1_000;

const noError = 0;
const serverFailure = 2;
const noSuchName = 3;

/**
 * Asks this node's Unbound for a name that no cache has: below one of `zones` every interval, and below all of them at
 * once where that fails, so that one zone's trouble is not taken for Unbound's. Each round ends with a verdict.
 */
export class RecursionWatch {
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  private turn = 0;
  private seen: Recursion = { status: "unknown", reason: "" };
  private readonly durations = new DurationCounter();
  private last: ProbeRecord["last"];
  private readonly counts = Object.fromEntries(outcomeKinds.map((kind) => [kind, 0])) as Record<
    OutcomeKind,
    number
  >;

  constructor(
    private readonly client: Pick<DnsClient, "exchange">,
    private readonly zones: readonly string[],
    private readonly datedName: string,
    private readonly times: RecursionTimes,
    private readonly onVerdict: (recursion: Recursion) => void,
    private readonly clock: () => number = Date.now,
  ) {}

  start(): void {
    this.running = true;
    void this.loop();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
  }

  record(): ProbeRecord {
    return { last: this.last, counts: { ...this.counts }, durations: this.durations.seen() };
  }

  private async loop(): Promise<void> {
    const findings = await this.round(); // It cannot reject, and its deadlines are the client's.
    if (!this.running) return;
    this.seen = judgeRecursion(this.seen, findings, this.clock());
    this.onVerdict(this.seen);
    const { intervalMs } = this.times;
    const pause = this.seen.status === "ok" ? intervalMs : Math.min(intervalMs, failingIntervalMs);
    this.timer = setTimeout(() => void this.loop(), pause);
  }

  private async round(): Promise<RecursionFindings> {
    const zone = this.zones[this.turn++ % this.zones.length]!;
    const first = await this.askBelow(zone);
    if (first.kind === "ok") return { answers: [first] };
    // All at once: an outage is to be seen within seconds, and a silent Unbound costs each of these its deadline.
    const others = this.zones.filter((other) => other !== zone);
    const unsaid = { reasons: true, unchecked: true };
    const [answers, local, dated, checked, unchecked] = await Promise.all([
      Promise.all(others.map((other) => this.askBelow(other))),
      this.exchange(localName),
      this.said(this.datedName, unsaid),
      this.said(freshName(zone), { reasons: true }),
      this.said(freshName(zone), unsaid),
    ]);
    return {
      answers: [first, ...answers],
      local: { kind: local.kind === "message" ? "ok" : local.kind },
      dated,
      checked,
      unchecked: unchecked && resolved(unchecked) ? unchecked : undefined,
    };
  }

  private async askBelow(zone: string): Promise<ProbeOutcome> {
    const name = freshName(zone);
    const reply = await this.exchange(name);
    const outcome =
      reply.kind === "message" ? { ...outcomeOf(reply.message), latencyMs: reply.latencyMs } : reply;
    this.counts[outcome.kind] += 1;
    if (outcome.kind !== "no-data") this.durations.add(outcome.latencyMs);
    this.last = { ...outcome, name, at: Date.now() };
    return outcome;
  }

  private async said(name: string, wishes: Wishes): Promise<DnsMessage | undefined> {
    const reply = await this.exchange(name, wishes);
    return reply.kind === "message" ? read(reply.message) : undefined;
  }

  private exchange(name: string, wishes?: Wishes): Promise<DnsReply> {
    return this.client.exchange((id) => encodeQuestion(id, name, wishes), this.times.deadlineMs);
  }
}

/** That a fresh name does not exist is as good an answer as an address (of a wildcard). */
const resolved = ({ code }: DnsMessage): boolean => code === noError || code === noSuchName;

function outcomeOf(message: Buffer): Pick<ProbeOutcome, "kind" | "detail"> {
  const said = read(message);
  if (!said) return { kind: "wrong", detail: "a message that ends too early" };
  if (resolved(said)) return { kind: "ok", detail: said.code === noError ? "NOERROR" : "NXDOMAIN" };
  if (said.code === serverFailure) return { kind: "servfail", detail: "SERVFAIL" };
  return { kind: "wrong", detail: `response code ${said.code}` };
}

function read(message: Buffer): DnsMessage | undefined {
  try {
    return readMessage(message);
  } catch {
    return undefined; // Told as an outcome.
  }
}
