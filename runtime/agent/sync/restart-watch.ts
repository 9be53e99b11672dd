import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import type { Log } from "../log";
import type { Pihole } from "../pihole/pihole";

const ftl = z.object({ ftl: z.object({ uptime: z.number() }) });
const lookEveryMs = 100;
const usualDeadlines = {
  /** A restart of Pi-hole's own: with a long history on a slow card it is some ten seconds. */
  restartMs: 20_000,
  /** And the host's, which looks every ten seconds for what it is asked to restart. */
  containerMs: 60_000,
};

export interface RestartParts {
  readonly pihole: Pick<Pihole, "ask">;
  /** Does DNS answer now? */
  readonly answers: () => Promise<boolean>;
  /** Has the host restart Pi-hole's container. */
  readonly restartContainer: () => void;
  readonly log: Log;
}

/** How long Pi-hole runs, in ms. */
export async function uptime(pihole: Pick<Pihole, "ask">, signal: AbortSignal): Promise<number> {
  const { body } = await pihole.ask({ method: "GET", path: "/api/info/ftl", deadlineMs: 2_000 }, signal);
  return ftl.parse(body).ftl.uptime;
}

/**
 * Does what restarts Pi-hole, and waits until DNS answers again. One that hangs has its container restarted. Rejects
 * where it does not come back even so.
 */
export async function restarting(
  parts: RestartParts,
  act: () => Promise<unknown>,
  signal: AbortSignal,
  { restartMs, containerMs } = usualDeadlines,
): Promise<void> {
  const before = await uptime(parts.pihole, signal);
  const at = performance.now();
  await act();
  if (await restarted(parts, restartMs, before, at, signal)) return;
  parts.log("pihole.hung", { seconds: restartMs / 1000 });
  parts.restartContainer();
  if (await restarted(parts, containerMs, before, at, signal)) return;
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
