/** One of the agent's checks of its node. */
export interface AgentCheck {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** What the agent says of its node: its checks, or why there are none. */
export type AgentChecks = readonly AgentCheck[] | { readonly trouble: string };

/** A wrong clock is not put right by waiting for DNS. NTP may be about to do it, so a while is given. */
const clockPatienceMs = 20_000;
const pauseMs = 500;

export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export const dnsAnswers = "answers";

/** The checks in one line: `answers`, or each that failed with what. */
export function inOneLine(seen: AgentChecks): string {
  if ("trouble" in seen) return seen.trouble;
  // A node that blocks nothing yet is better than none: the agent heals it, and it leads only if no other blocks.
  // A device that forges adverts must not keep anybody from deploying.
  const failed = seen.filter(({ check, ok }) => !ok && check !== "blocking" && check !== "adverts");
  // The clock comes first: what else fails, fails for that.
  failed.sort((a, b) => Number(b.check === "clock") - Number(a.check === "clock"));
  return failed.length === 0
    ? dnsAnswers
    : failed.map(({ check, detail }) => `${check}: ${detail}`).join("; ");
}

/**
 * Looks until the node answers, for `deadlineSeconds`, or for a shorter while at a wrong clock. Resolves to the last
 * look in one line, and to how long it was waited.
 */
export async function waitForAnswers(
  look: () => Promise<AgentChecks>,
  deadlineSeconds: number,
  { now, sleep }: Clock,
): Promise<{ readonly status: string; readonly seconds: number }> {
  const start = now();
  let clockSince: number | undefined;
  for (;;) {
    const seen = await look();
    const status = inOneLine(seen);
    const seconds = Math.round((now() - start) / 1000);
    const clockWrong = !("trouble" in seen) && seen.some(({ check, ok }) => check === "clock" && !ok);
    clockSince = clockWrong ? (clockSince ?? now()) : undefined;
    const hopeless = clockSince !== undefined && now() - clockSince > clockPatienceMs;
    if (status === dnsAnswers || hopeless || now() - start > deadlineSeconds * 1000)
      return { status, seconds };
    await sleep(pauseMs);
  }
}
