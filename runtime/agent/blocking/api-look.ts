import * as z from "zod";
import type { PiholeClient } from "../pihole/pihole-client";
import type { ApiLook } from "./blocking-verdict";

const ftl = z.object({
  ftl: z.object({
    uptime: z.number(),
    database: z.object({ gravity: z.number(), groups: z.number(), lists: z.number() }),
  }),
});
const blocking = z.object({
  config: z.object({ dns: z.object({ blocking: z.object({ active: z.boolean(), mode: z.string() }) }) }),
});
const deadlineMs = 3_000;
/** Modes in which a blocked name has no address. */
const absentModes = ["NX", "NODATA"];

/** What Pi-hole says of its lists, and how it answers names that they block. Rejects as `PiholeClient.ask` does. */
export async function lookAtApi(
  pihole: Pick<PiholeClient, "ask">,
  signal: AbortSignal,
): Promise<ApiLook & { readonly absent: boolean }> {
  const get = async (path: string): Promise<unknown> =>
    (await pihole.ask({ method: "GET", path, deadlineMs }, signal)).body;
  const { uptime, database } = ftl.parse(await get("/api/info/ftl")).ftl;
  const { active, mode } = blocking.parse(await get("/api/config/dns/blocking")).config.dns.blocking;
  const { gravity, groups, lists } = database;
  return { uptimeMs: uptime, gravity, groups, lists, enabled: active, absent: absentModes.includes(mode) };
}
