import { createHmac } from "node:crypto";
import * as z from "zod";
import type { PiholeClient } from "../../pihole/pihole-client";
import type { PiholeNumbers } from "../../pihole/numbers";
import { mostClients, slotSeconds, slotsShown, type NodeSums } from "./node-sums";

const summarySchema = z.object({
  queries: z.object({ total: z.number(), blocked: z.number(), frequency: z.number().optional() }),
  clients: z.object({ active: z.number() }),
  gravity: z.object({ domains_being_blocked: z.number(), last_update: z.number() }),
});
const historySchema = z.object({
  history: z.array(z.object({ timestamp: z.number(), total: z.number(), blocked: z.number() })),
});
const clientsSchema = z.object({ clients: z.array(z.object({ ip: z.string() })) });
const deadlineMs = 3_000;

export interface Read {
  readonly sums: NodeSums;
  readonly numbers: PiholeNumbers;
}

/** What this node's Pi-hole has counted. Rejects as `PiholeClient.ask` does, and if an answer is odd. */
export async function readSums(
  pihole: Pick<PiholeClient, "ask">,
  key: Buffer,
  signal?: AbortSignal,
): Promise<Read> {
  const get = async (path: string): Promise<unknown> =>
    (await pihole.ask({ method: "GET", path, deadlineMs }, signal)).body;
  const { queries, clients, gravity } = summarySchema.parse(await get("/api/stats/summary"));
  const { history } = historySchema.parse(await get("/api/history"));
  const top = clientsSchema.parse(await get(`/api/stats/top_clients?count=${mostClients}`));
  return {
    sums: { slots: halfHours(history), clients: digests(top.clients, key) },
    numbers: {
      queries: queries.total,
      blocked: queries.blocked,
      clients: clients.active,
      perSecond: queries.frequency,
      // Negative while Pi-hole does not know.
      gravityDomains: Math.max(0, gravity.domains_being_blocked),
      gravityUpdatedAt: gravity.last_update > 0 ? gravity.last_update * 1000 : undefined,
    },
  };
}

function halfHours(history: z.infer<typeof historySchema>["history"]): NodeSums["slots"] {
  const slots = new Map<number, [number, number]>();
  for (const { timestamp, total, blocked } of history) {
    const at = Math.floor(timestamp / slotSeconds);
    const [all, stopped] = slots.get(at) ?? [0, 0];
    slots.set(at, [all + total, stopped + blocked]);
  }
  const known = [...slots].sort(([a], [b]) => a - b).slice(-2 * slotsShown);
  return known.map(([at, [all, blocked]]) => [at, all, blocked]);
}

/** The nodes count a client once without telling each other its address. */
function digests(clients: readonly { readonly ip: string }[], key: Buffer): string[] {
  const of = (ip: string): string => createHmac("sha256", key).update(ip).digest("base64url").slice(0, 10);
  return clients.slice(0, mostClients).map(({ ip }) => of(ip));
}
