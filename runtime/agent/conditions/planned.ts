import type { NodeSight } from "./kind";

const plannedForMs = 3600_000;

/** A person or an update has drained that peer, and it has not been away for an hour yet: its silence is no alarm. */
export function plannedAway({ memory, snapshot }: NodeSight, peer: string): boolean {
  const last = memory.get(peer);
  if (!last?.status.drainedBy) return false;
  return snapshot.at - last.at <= plannedForMs;
}
