import { keys } from "../../components/config/keys";
import { rightsOf } from "../../components/rights";
import { type Expectation, faultComplaints } from "./expectation";
import type { History, RunResult } from "./fault-result";

/** The leader must give up the VIP within this time of a Pi-hole hang, also under attack. */
const hangSeenWithinMs = 600;
/** The leader announces the VIP every five seconds: by then clients have its MAC address again. */
const believedAgainMs = 6_000;
const gapMs = 1_000;

/**
 * What an attack may cost clients while it lasts: nothing; one gap of a second at most, in which the VIP may move; or
 * whatever the device does with the queries, because clients take it for the VIP's owner.
 */
export type AttackCost = "nothing" | "one gap" | "queries that go to the device";

/** What is expected of an attack. */
export interface AttackLimits {
  readonly cost: AttackCost;
  /** Code of the condition that reports the attack; absent if there is nothing for a person to fix. */
  readonly condition?: string;
}

/** What was seen of the nodes while an attack lasted. */
export interface Looks {
  /** The largest resident memory of an agent's container, over all nodes. */
  readonly memoryMb: number;
  /** The largest number of nodes with writable data at the same time; 0 in a lab without data. */
  readonly writers: number;
  /** Codes of the conditions that the nodes reported. */
  readonly conditions: readonly string[];
}

/** One run with an attack as its fault. */
export interface AttackRun {
  readonly result: RunResult;
  readonly history: History;
}

/** The result of an attack. */
export interface AttackReport {
  readonly attack: string;
  /** Queries a second. */
  readonly qps: number;
  /** The attack alone; null if it was not played. */
  readonly calm: RunResult | null;
  readonly looks: Looks | null;
  /** From the first query that a hanging Pi-hole did not answer to its node giving the VIP up; null if it was not tried. */
  readonly hangSeenMs: number | null;
  readonly complaints: readonly string[];
  /** Why it was not played in this lab. */
  readonly skipped?: string;
  /** Why it ended early; null if it did not. */
  readonly stopped: string | null;
}

export const begun = (attack: string, qps: number): AttackReport => ({
  attack,
  qps,
  calm: null,
  looks: null,
  hangSeenMs: null,
  complaints: [],
  stopped: null,
});

/** How the attack alone must end. */
export function calmExpectation({ cost }: Pick<AttackLimits, "cost">): Expectation {
  switch (cost) {
    case "nothing":
      return { vip: "stays", maxOutageMs: 0, lossless: true };
    case "one gap":
      return { vip: "may move", maxOutageMs: gapMs };
    case "queries that go to the device":
      return { vip: "stays", maxOutageMs: Infinity };
  }
}

/** How it must end if the leader's Pi-hole hangs meanwhile. */
export const hangExpectation: Expectation = { vip: "moves", maxOutageMs: 2_000 };

/** The failed expectations of an attack without a hang; empty if it passed. */
export function judgeCalm(attack: AttackLimits, { result, history }: AttackRun, looks: Looks): string[] {
  const { condition, cost } = attack;
  const misled = cost === "queries that go to the device";
  const forClients = misled ? { ...result, failbackLost: 0, unanswered: 0 } : result;
  const said = faultComplaints(calmExpectation(attack), forClients);
  const say = (wrong: boolean, text: string): void => void (wrong && said.push(text));
  const again = answeredAgainMs(history);
  say(misled && again > believedAgainMs, `clients went on believing the device for ${Math.round(again)} ms`);
  say(looks.writers > 1, `${looks.writers} nodes could write to the data at once`);
  say(looks.memoryMb > memoryLimitMb, `an agent took ${looks.memoryMb} MB, over ${memoryLimitMb} MB`);
  say(
    condition !== undefined && !looks.conditions.includes(condition),
    `no node told of it by the condition ${condition}`,
  );
  return said;
}

/** How long the hang at `from` (monotonic ms) stayed unseen, and the failed expectations of the run. */
export function judgeHang(
  { result, history }: AttackRun,
  from: number,
): { seenMs: number | null; complaints: string[] } {
  const seenMs = hangSeenMs(history, from);
  const late = seenMs === null || seenMs > hangSeenWithinMs;
  const words = `a hang was seen after ${seenMs ?? "more than 30,000"} ms, over ${hangSeenWithinMs} ms`;
  return { seenMs, complaints: [...faultComplaints(hangExpectation, result), ...(late ? [words] : [])] };
}

/** From the first query after `from` that was lost, to the leader giving the VIP up. */
function hangSeenMs({ attempts, ownership, leaderBefore }: History, from: number): number | null {
  const gaveUp = ownership.find(({ at, node, owns }) => at > from && node === leaderBefore && !owns);
  if (!gaveUp) return null;
  const lost = attempts.filter(
    ({ sentAt, verdict }) => sentAt > from && sentAt <= gaveUp.at && verdict !== "answered",
  );
  const first = Math.min(...lost.map(({ sentAt }) => sentAt));
  return Number.isFinite(first) ? Math.round(gaveUp.at - first) : 0;
}

/** From the end of the attack to the first query that was answered rightly. */
function answeredAgainMs({ attempts, moments }: History): number {
  const later = attempts.filter(
    ({ sentAt, verdict }) => sentAt >= moments.restored && verdict === "answered",
  );
  return Math.min(...later.map(({ sentAt }) => sentAt)) - moments.restored;
}

export const isGood = ({ complaints: said, stopped, calm, skipped }: AttackReport): boolean =>
  skipped !== undefined || (said.length === 0 && stopped === null && calm !== null);

/** Whether at least one attack was played, and all passed. */
export const allHeld = (reports: readonly AttackReport[]): boolean =>
  reports.some(({ calm }) => calm !== null) && reports.every(isGood);

/** One attack in one line. */
export function reportLine({
  attack,
  calm,
  looks,
  hangSeenMs: seenMs,
  complaints: said,
  skipped,
  stopped,
}: AttackReport): string {
  if (skipped !== undefined) return `${attack}: not played: ${skipped}`;
  const parts = [
    ...(calm
      ? [`${calm.lost} of ${calm.sent} lost`, `outage ${Math.round(calm.outageMs)} ms`, vip(calm)]
      : []),
    ...(seenMs === null ? [] : [`a hang seen after ${seenMs} ms`]),
    ...(looks
      ? [`agents took ${looks.memoryMb} MB at most`, `conditions: ${looks.conditions.join(", ") || "none"}`]
      : []),
    ...(looks && looks.writers > 0 ? [`${looks.writers} writer${looks.writers > 1 ? "s" : ""}`] : []),
    ...said.map((complaint) => `FAILED: ${complaint}`),
    ...(stopped === null ? [] : [`stopped: ${stopped}`]),
  ];
  return `${attack}: ${parts.join("; ")}`;
}

const vip = ({ vipMoves, leaderBefore }: RunResult): string =>
  vipMoves === 0 ? `the VIP stayed on ${leaderBefore}` : `the VIP moved ${vipMoves} times`;

/** The memory limit of the agent's container. */
const memoryLimitMb = rightsOf({ cluster: { resolverMemory: keys.resolverMemory.default! } }).agent.memory;
