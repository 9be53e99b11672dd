import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { monotonicMs } from "../../lab/clock";
import { restartsIn, type Uptime } from "../../lab/checks/pihole-starts";
import type { Piholes } from "./piholes";

const info = z.object({ ftl: z.object({ uptime: z.number() }) });
const everyMs = 100;
const deadlineMs = 2_000;

/** How often each of these Pi-holes restarts while `work` is done. */
export async function restartsDuring(
  piholes: Piholes,
  addresses: readonly string[],
  work: () => Promise<void>,
): Promise<number[]> {
  const end = new AbortController();
  const reading = addresses.map((address) => uptimes(piholes, address, end.signal));
  try {
    await delay(5 * everyMs);
    await work();
    await delay(5 * everyMs);
  } finally {
    end.abort();
  }
  return (await Promise.all(reading)).map(restartsIn);
}

/** While Pi-hole does not answer there is nothing to read. */
async function uptimes(piholes: Piholes, address: string, signal: AbortSignal): Promise<Uptime[]> {
  const readings: Uptime[] = [];
  while (!signal.aborted) {
    const question = { method: "GET", path: "/api/info/ftl", deadlineMs } as const;
    const answer = await piholes.ask(address, question).catch(() => undefined);
    if (answer?.status === 200)
      readings.push({ at: monotonicMs(), uptimeMs: info.parse(JSON.parse(answer.text)).ftl.uptime });
    await delay(everyMs);
  }
  return readings;
}
