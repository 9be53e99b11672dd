import { createHash } from "node:crypto";
import * as z from "zod";
import { configTree } from "./read-config";

const leaf = z.object({
  value: z.unknown(),
  flags: z.object({ restart_dnsmasq: z.boolean(), env_var: z.boolean().optional() }),
});

/**
 * A digest of every setting, shared or not, that Pi-hole takes at its start alone: where it differs from what it was at
 * that start, a restart is due. Reads GET /api/config?detailed=true; throws ReadError.
 */
export function restartSettings(answer: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(flagged(configTree(answer))))
    .digest("hex")
    .slice(0, 16);
}

/** The keys of those settings, without what the environment forces. Throws ReadError. */
export const restartKeys = (answer: unknown): string[] =>
  flagged(configTree(answer), "", false).map(([key]) => key);

function flagged(tree: unknown, path = "", forcedToo = true): [string, unknown][] {
  if (typeof tree !== "object" || tree === null) return [];
  const { data } = leaf.safeParse(tree);
  if (data) {
    const counts = data.flags.restart_dnsmasq && (forcedToo || !data.flags.env_var);
    return counts ? [[path, data.value]] : [];
  }
  return Object.entries(tree).flatMap(([name, child]) =>
    flagged(child, path ? `${path}.${name}` : name, forcedToo),
  );
}
