import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Log } from "../../../common/log";
import type { PiholeClient } from "../../pihole/pihole-client";
import type { StartTimes } from "./start-times";

const ftl = z.object({ ftl: z.object({ uptime: z.number() }) });
const summary = z.object({ queries: z.object({ total: z.number() }) });
const lookEveryMs = 100;
/**
 * Pi-hole reads its history at a start, and is silent meanwhile: several times the slowest start so far, and what a slow
 * host needs for each query that it has in memory (a fast one needs 0.3 ms).
 */
const patience = { shortestMs: 20_000, starts: 4, queryMs: 2, longestMs: 180_000 };
/** The host looks every ten seconds for what it is asked to restart. */
const hostLooksMs = 40_000;

/** How long a restart may take if the slowest so far has taken `slowestMs`, and Pi-hole has `queries` in memory. */
export function restartDeadlines(
  slowestMs: number,
  queries: number,
): { restartMs: number; containerMs: number } {
  const { shortestMs, starts, queryMs, longestMs } = patience;
  const restartMs = Math.min(longestMs, Math.max(shortestMs, starts * slowestMs, queryMs * queries));
  return { restartMs, containerMs: restartMs + hostLooksMs };
}

export interface RestartParts {
  readonly pihole: Pick<PiholeClient, "ask">;
  /** Does DNS answer now? */
  readonly answers: () => Promise<boolean>;
  /** Has the host restart Pi-hole's container, or (false) takes that back if the host has not begun. */
  readonly restartContainer: (wanted: boolean) => void;
  readonly starts: Pick<StartTimes, "slowestMs" | "took">;
  readonly log: Log;
}

/** How long Pi-hole runs, in ms. */
export async function uptime(pihole: Pick<PiholeClient, "ask">, signal: AbortSignal): Promise<number> {
  const { body } = await pihole.ask({ method: "GET", path: "/api/info/ftl", deadlineMs: 2_000 }, signal);
  return ftl.parse(body).ftl.uptime;
}

/** How many queries Pi-hole has in memory. 0 if it does not say: then its earlier starts alone tell how long one takes. */
async function queriesInMemory(pihole: Pick<PiholeClient, "ask">, signal: AbortSignal): Promise<number> {
  const question = { method: "GET", path: "/api/stats/summary", deadlineMs: 2_000 } as const;
  const body = await pihole.ask(question, signal).then(
    (answer) => answer.body,
    () => undefined,
  );
  signal.throwIfAborted();
  return summary.safeParse(body).data?.queries.total ?? 0;
}

/**
 * Does what restarts Pi-hole, and waits until DNS answers again. One that hangs has its container restarted. Rejects
 * where it does not come back even so.
 */
export async function restarting(
  parts: RestartParts,
  act: () => Promise<unknown>,
  signal: AbortSignal,
  deadlines = restartDeadlines,
): Promise<void> {
  const queries = await queriesInMemory(parts.pihole, signal);
  const { restartMs, containerMs } = deadlines(parts.starts.slowestMs(), queries);
  const before = await uptime(parts.pihole, signal);
  const at = performance.now();
  const done = (): void => parts.starts.took(performance.now() - at);
  await act();
  if (await restarted(parts, restartMs, before, at, signal)) return done();
  parts.log("pihole.hung", { seconds: restartMs / 1000 });
  parts.restartContainer(true);
  try {
    if (await restarted(parts, containerMs, before, at, signal)) return done();
  } finally {
    // It may have come back by itself: it must not be killed then while it serves.
    parts.restartContainer(false);
  }
  throw new Error("Pi-hole did not come back from a restart, nor from one of its container");
}

/**
 * Whether Pi-hole, which ran for `before` ms at `at`, has restarted and answers again within `ms`. For a second after
 * such a change it answers as if nothing were to happen, so only a younger uptime counts.
 */
async function restarted(
  { pihole, answers }: RestartParts,
  ms: number,
  before: number,
  at: number,
  signal: AbortSignal,
): Promise<boolean> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    await delay(lookEveryMs, undefined, { signal });
    const now = await uptime(pihole, signal).catch(() => {
      signal.throwIfAborted();
      return undefined; // Silent: it is restarting.
    });
    const wouldBe = before + (performance.now() - at);
    if (now !== undefined && now < wouldBe - 200 && (await answers())) return true;
  }
  return false;
}
