import type { Cluster } from "../../cluster/cluster";
import { jsonLines, keepEvidence } from "../../evidence";
import { onStage } from "../../session";
import { check, figures, type Violation } from "../../checks/dns-rules";
import type { Chronicle } from "../../checks/dns-history";
import { type DueStep, type HistoryOptions, runHistory } from "./run-history";

/** What a history of many faults came to. */
export interface HistoryReport {
  readonly steps: number;
  readonly figures: ReturnType<typeof figures> | null;
  readonly violations: readonly Violation[];
  /** Why it ended before its last step; null where it did not. */
  readonly stopped: string | null;
}

/** How long a node has to get over a fault: a boot, and what DNS needs to answer after it, on a busy machine. */
const fitMs = 60_000;

/** Runs and checks a history; keeps evidence where it does not hold. */
export async function drillHistory(
  cluster: Cluster,
  plan: readonly DueStep[],
  options: Omit<HistoryOptions, "fitMs"> & Partial<HistoryOptions>,
  note: (text: string) => void,
): Promise<HistoryReport> {
  let chronicle: Chronicle | undefined;
  let violations: Violation[] = [];
  const stopped = await onStage(cluster, note, async (stage) => {
    chronicle = await runHistory(stage, plan, { fitMs, ...options });
    violations = check(chronicle);
    if (violations.length > 0)
      note(`evidence is in ${await keepEvidence(cluster, "history", evidenceOf(chronicle, violations))}`);
  });
  return {
    steps: chronicle?.steps.length ?? 0,
    figures: chronicle ? figures(chronicle) : null,
    violations,
    stopped,
  };
}

export const holds = ({ violations, stopped, steps }: HistoryReport): boolean =>
  stopped === null && violations.length === 0 && steps > 0;

/** The report in words. */
export function historyText(report: HistoryReport): string {
  const { figures: seen, violations, stopped, steps } = report;
  const broken = violations.map(
    ({ rule, atMs, step, said }) => `broken at ${(atMs / 1000).toFixed(1)} s, step ${step}: ${rule}: ${said}`,
  );
  const sum = seen
    ? `${steps} steps in ${seen.seconds} s: ${seen.sent} queries, ${seen.lost} lost, ${seen.wrong} wrong, ` +
      `longest outage ${seen.outageMs} ms, two owners for ${seen.twoOwnersMs} ms at most, sender up to ${seen.senderLateMs} ms late`
    : "nothing was seen";
  const verdict = holds(report)
    ? "every rule held"
    : stopped !== null
      ? `stopped: ${stopped}`
      : "NOT AS IT SHOULD";
  return [...broken, `${sum}; ${verdict}.`].join("\n");
}

function evidenceOf(chronicle: Chronicle, violations: readonly Violation[]): Record<string, string> {
  const { attempts, ownership, ...rest } = chronicle;
  return {
    "history.json": `${JSON.stringify({ violations, ...rest }, null, 2)}\n`,
    "queries.jsonl": jsonLines(
      attempts.map((a) => [a.sentAt, a.rttMs ?? null, a.verdict, a.uncached ?? false]),
    ),
    "owners.jsonl": jsonLines(ownership),
  };
}
