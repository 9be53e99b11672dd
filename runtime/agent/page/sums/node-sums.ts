import * as z from "zod";

/** Pi-hole counts by ten minutes; a chart of a day needs no more than half hours. */
export const slotSeconds = 1_800;
export const slotsShown = 48;
/** A node tells of no more clients; a home has fewer. */
export const mostClients = 1_024;

/** What one node's Pi-hole has answered in the last day. It names no domain, and no client in the clear. */
export const nodeSumsSchema = z.object({
  /** By half hours: their number since 1970, queries, and those of them that were blocked. */
  slots: z
    .array(z.tuple([z.number().int(), z.number().int().nonnegative(), z.number().int().nonnegative()]))
    .max(2 * slotsShown),
  /** Of each client, a keyed digest of its address: the same on every node of this cluster. */
  clients: z.array(z.string().max(16)).max(mostClients),
});
export type NodeSums = Readonly<z.infer<typeof nodeSumsSchema>>;

/** What all nodes have answered in the last day. */
export interface ClusterSums {
  readonly queries: number;
  readonly blocked: number;
  /** Each counted once, whichever nodes it has asked. */
  readonly clients: number;
  /** The half hours, the last one is the present. */
  readonly slots: readonly { readonly queries: number; readonly blocked: number }[];
  readonly nodes: readonly { readonly name: string; readonly queries: number }[];
}

export const slotAt = (ms: number): number => Math.floor(ms / 1000 / slotSeconds);

/** Adds up what nodes have told. One that tells nothing any more counts with what it told last, as long as that is of this day. */
export function clusterSums(told: ReadonlyMap<string, NodeSums>, now: number): ClusterSums | undefined {
  if (told.size === 0) return undefined;
  const first = slotAt(now) - slotsShown + 1;
  const slots = Array.from({ length: slotsShown }, () => ({ queries: 0, blocked: 0 }));
  const clients = new Set<string>();
  const nodes = [...told].map(([name, sums]) => {
    let queries = 0;
    for (const [at, all, blocked] of sums.slots) {
      const slot = slots[at - first];
      if (slot === undefined) continue;
      slot.queries += all;
      slot.blocked += blocked;
      queries += all;
    }
    if (queries > 0) sums.clients.forEach((client) => clients.add(client));
    return { name, queries };
  });
  return {
    queries: slots.reduce((sum, { queries }) => sum + queries, 0),
    blocked: slots.reduce((sum, { blocked }) => sum + blocked, 0),
    clients: clients.size,
    slots,
    nodes: nodes.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
