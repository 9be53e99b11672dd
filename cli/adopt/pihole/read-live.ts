import * as z from "zod";
import type { FoundContent } from "../../../runtime/contract/adoption";
import { PiholeApi, type LogInAnswers } from "./api";
import { blockingLeft, settingsOfApi } from "./found-settings";
import { tablesOf } from "./database-tables";

const blocking = z.object({ blocking: z.string() });

/** Reads a Pi-hole v6 that runs, by its API. Changes nothing there. Rejects with what does not answer, and why. */
export async function readLive(
  address: string,
  wayIn: LogInAnswers,
  signal: AbortSignal,
): Promise<FoundContent> {
  const api = new PiholeApi(address, signal);
  return api.opened(wayIn, async () => {
    // One after another: Pi-hole answers one question at a time.
    const tables: Record<string, unknown> = {};
    for (const table of ["groups", "lists", "domains", "clients"])
      Object.assign(tables, await api.get(`/api/${table}`));
    const settings = settingsOfApi(await api.get("/api/config?detailed=true"));
    // /api/dns/blocking says whether it blocks now, timers included.
    delete settings["dns.blocking.active"];
    const now = blocking.safeParse(await api.get("/api/dns/blocking")).data?.blocking;
    return {
      from: `Pi-hole at ${api.url.host}`,
      ...tablesOf(tables),
      settings,
      left: blockingLeft(now !== "disabled"),
    };
  });
}
