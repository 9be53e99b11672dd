/**
 * What drains a node: a person's command or button, the key `maintenance`, an `up` that changes what serves, or a
 * restart of Pi-hole for its settings.
 */
export const drainCauses = ["hand", "maintenance", "update", "settings"] as const;
export type DrainCause = (typeof drainCauses)[number];

/** For people: `hand and settings`. */
export const drainText = (causes: readonly DrainCause[]): string => causes.join(" and ");

/** How an agent says what drains its node. */
export interface SaidDrain {
  /** Causes that this version does not know count for nothing. Agents of earlier versions do not say them. */
  readonly drainCauses?: readonly string[] | undefined;
  /** For people; null if the node is not drained. */
  readonly drainedBy?: string | null | undefined;
}

/** The causes that an agent says; those of an agent of an earlier version are taken from its words for people. */
export function saidCauses({ drainCauses: said, drainedBy }: SaidDrain): readonly DrainCause[] {
  const words = said ?? drainedBy?.split(" and ") ?? [];
  return drainCauses.filter((cause) => words.includes(cause));
}
