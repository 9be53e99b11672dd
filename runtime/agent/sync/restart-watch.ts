import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Pihole } from "../pihole/pihole";

const ftl = z.object({ ftl: z.object({ uptime: z.number() }) });
const lookEveryMs = 100;

export interface RestartParts {
  readonly pihole: Pick<Pihole, "ask">;
  /** Does DNS answer now? */
  readonly answers: () => Promise<boolean>;
  readonly deadlineMs: number;
}

/** How long Pi-hole runs, in ms. */
export async function uptime(pihole: Pick<Pihole, "ask">, signal: AbortSignal): Promise<number> {
  const { body } = await pihole.ask({ method: "GET", path: "/api/info/ftl", deadlineMs: 2_000 }, signal);
  return ftl.parse(body).ftl.uptime;
}

/**
 * Waits until Pi-hole, which ran for `before` ms at `at` (of performance.now()), has restarted and DNS answers again.
 * For a second after such a change it still answers as if nothing were to happen, so only a younger uptime counts.
 * Says false where it does not come back within the deadline: it hangs.
 */
export async function restarted(
  { pihole, answers, deadlineMs }: RestartParts,
  before: number,
  at: number,
  signal: AbortSignal,
): Promise<boolean> {
  const end = performance.now() + deadlineMs;
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
