import { type Attempt, tally } from "./metrics";
import type { Chronicle, Episode } from "./dns-history";
import { common, length, ownedSpans, type Span, without } from "./spans";
import { type Violation as ViolationOf, violationAt } from "./violation";

export type DnsRule =
  | "something was asked and something broke"
  | "one owner at most"
  | "an owner while a node is healthy"
  | "answered while a node is healthy"
  | "answers are right"
  | "nodes get over their faults"
  | "whole at the end";

export type DnsViolation = ViolationOf<DnsRule>;

/** How long two nodes may have the VIP, or none, and how long clients may wait where a fault allows no more, in ms. */
export const allowedMs = 1_000;
/** A query that was sent this shortly before a fault may have been on its way. */
const inFlightMs = 100;

/** In what a history did not hold to the rules, in the order of time; empty if it did. Pure. */
export function checkDns(chronicle: Chronicle): DnsViolation[] {
  const blank = emptiness(chronicle);
  if (blank.length > 0) return blank;
  const broken = [
    ...twoOwners(chronicle),
    ...noOwner(chronicle),
    ...outages(chronicle),
    ...silences(chronicle),
    ...falseAnswers(chronicle),
    ...chronicle.unfit.map(({ at, faults }) =>
      violation(chronicle, "nodes get over their faults", at, faults.join("; ")),
    ),
    ...(chronicle.notWhole.length > 0
      ? [violation(chronicle, "whole at the end", chronicle.to, chronicle.notWhole.join("; "))]
      : []),
  ];
  return broken.sort((a, b) => a.atMs - b.atMs);
}

/** A history in which nothing was asked, nothing broke or nobody was seen with the VIP proves nothing. */
function emptiness(chronicle: Chronicle): DnsViolation[] {
  const { attempts, episodes, ownership, from } = chronicle;
  const say = (said: string) => [violation(chronicle, "something was asked and something broke", from, said)];
  if (attempts.length === 0) return say("no query was sent");
  if (episodes.length === 0) return say("nothing was broken");
  if (!ownership.some(({ owns }) => owns)) return say("no node was ever seen with the VIP");
  return [];
}

const whole = ({ from, to }: Chronicle): Span => ({ from, to });
const lasts = ({ from, over }: Episode): Span => ({ from: from - inFlightMs, to: over ?? Infinity });

/** When no node was healthy: each was hit by something that keeps it from leading, and had not got over it. */
export function nobodyHealthy({ nodes, episodes, from, to }: Chronicle): Span[] {
  const out = (node: string) =>
    episodes.filter((one) => one.effect === "out" && one.nodes.includes(node)).map(lasts);
  return common({ from, to }, nodes.map(out));
}

function twoOwners(chronicle: Chronicle): DnsViolation[] {
  const apart = chronicle.episodes
    .filter(({ effect }) => effect === "apart")
    .map(({ from, healed }) => ({ from, to: healed ?? Infinity }));
  const shared = ownedSpans(chronicle.ownership, whole(chronicle), (owners) => owners > 1);
  return without(shared, apart)
    .filter((span) => length(span) > allowedMs)
    .map((span) =>
      violation(chronicle, "one owner at most", span.from, `two nodes had the VIP for ${ms(length(span))}`),
    );
}

function noOwner(chronicle: Chronicle): DnsViolation[] {
  const nobody = ownedSpans(chronicle.ownership, whole(chronicle), (owners) => owners === 0);
  return without(nobody, nobodyHealthy(chronicle))
    .filter((span) => length(span) > allowedOutageMs(chronicle, span))
    .map((span) =>
      violation(
        chronicle,
        "an owner while a node is healthy",
        span.from,
        `no node had the VIP for ${ms(length(span))}`,
      ),
    );
}

/** The most that any fault allows which lasts at the time. */
function allowedOutageMs({ episodes }: Chronicle, span: Span): number {
  const lasting = episodes.filter((one) => lasts(one).from <= span.to && lasts(one).to >= span.from);
  return Math.max(allowedMs, ...lasting.map(({ maxOutageMs }) => maxOutageMs));
}

function outages(chronicle: Chronicle): DnsViolation[] {
  const rule = "answered while a node is healthy";
  const excused = nobodyHealthy(chronicle);
  const long = without(unansweredSpans(chronicle), excused)
    .filter((span) => length(span) > allowedOutageMs(chronicle, span))
    .map((span) => violation(chronicle, rule, span.from, `no answer for ${ms(length(span))}`));
  const concedes = concession(chronicle);
  const lost = chronicle.retried.filter(
    (retry) =>
      !retry.answered &&
      !concedes(retry) &&
      !excused.some((span) => retry.sentAt >= span.from && retry.sentAt <= span.to),
  );
  const forGood = lost
    .slice(0, 1)
    .map(({ sentAt }) => violation(chronicle, rule, sentAt, `${lost.length} queries unanswered for good`));
  return [...long, ...forGood];
}

/** From each first query without a right answer to the next one with it, or to the end. */
function unansweredSpans(chronicle: Chronicle): Span[] {
  const spans: Span[] = [];
  let from: number | undefined;
  for (const { sentAt, verdict } of counted(chronicle)) {
    if (verdict !== "answered") from ??= sentAt;
    else if (from !== undefined) {
      spans.push({ from, to: sentAt });
      from = undefined;
    }
  }
  return from === undefined ? spans : [...spans, { from, to: Math.max(from, chronicle.to) }];
}

/** While nothing is asked, nothing can be seen to fail. */
function silences(chronicle: Chronicle): DnsViolation[] {
  const times = [...chronicle.attempts.map(({ sentAt }) => sentAt)].sort((a, b) => a - b);
  return [chronicle.from, ...times].flatMap((at, i) => {
    const gap = (times[i] ?? chronicle.to) - at;
    const said = `nothing was asked for ${ms(gap)}`;
    return gap > allowedMs ? [violation(chronicle, "something was asked and something broke", at, said)] : [];
  });
}

function falseAnswers(chronicle: Chronicle): DnsViolation[] {
  const wrong = counted(chronicle).filter(({ verdict }) => verdict === "wrong");
  const reasons = Object.entries(chronicle.wrongReasons).map(([why, count]) => `${count} × ${why}`);
  return wrong
    .slice(0, 1)
    .map(({ sentAt }) =>
      violation(
        chronicle,
        "answers are right",
        sentAt,
        `${wrong.length} wrong answers (in all: ${reasons.join(", ")})`,
      ),
    );
}

/** The queries that count, in the order of sending: without those that a fault may cost, and did. */
function counted(chronicle: Chronicle): Attempt[] {
  const concedes = concession(chronicle);
  return chronicle.attempts
    .filter((attempt) => attempt.verdict === "answered" || !concedes(attempt))
    .sort((a, b) => a.sentAt - b.sentAt);
}

/** Without the internet nobody can answer what no cache has, and to say so is right. */
function concession({ episodes }: Chronicle) {
  const spans = episodes.filter(({ effect }) => effect === "no-internet").map(lasts);
  return (query: { sentAt: number; uncached?: true; verdict?: string; refused?: true }): boolean =>
    query.uncached === true &&
    (query.verdict !== "wrong" || query.refused === true) &&
    spans.some(({ from, to }) => query.sentAt >= from && query.sentAt <= to);
}

const violation = (history: Chronicle, rule: DnsRule, at: number, said: string): DnsViolation =>
  violationAt(history, { rule, at, said, graceMs: inFlightMs });

/** What a history cost, in figures. */
export function figures(chronicle: Chronicle) {
  const spans = unansweredSpans(chronicle).map(length);
  const two = ownedSpans(chronicle.ownership, whole(chronicle), (owners) => owners > 1).map(length);
  return {
    seconds: Math.round((chronicle.to - chronicle.from) / 1000),
    ...tally(counted(chronicle)),
    conceded: chronicle.attempts.length - counted(chronicle).length,
    outageMs: Math.round(Math.max(0, ...spans)),
    twoOwnersMs: Math.round(Math.max(0, ...two)),
    senderLateMs: Math.round(chronicle.senderLateMs),
  };
}

/** What a history of many faults came to. */
export interface HistoryReport {
  readonly steps: number;
  readonly figures: ReturnType<typeof figures> | null;
  readonly violations: readonly DnsViolation[];
  /** Why it ended before its last step; null if it did not. */
  readonly stopped: string | null;
}

export const holds = ({ violations, stopped, steps }: HistoryReport): boolean =>
  stopped === null && violations.length === 0 && steps > 0;

const ms = (value: number) => `${Math.round(value)} ms`;
