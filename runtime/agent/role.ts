import { isFresh, readAged } from "../common/aged-file";
import type { VrrpState } from "./health";

export type Role = "leader" | "follower";

/** The role that a VRRP state means: only MASTER leads. */
export const roleOf = (vrrp: VrrpState): Role => (vrrp === "MASTER" ? "leader" : "follower");

/** What a role file of `text`, `ageSeconds` old, means; anything stale, odd or absent means follower. */
export function roleFrom(text: string | undefined, ageSeconds: number): { role: Role; known: boolean } {
  const known = isFresh(ageSeconds) && (text === "leader" || text === "follower");
  return { role: known && text === "leader" ? "leader" : "follower", known };
}

/** Reads the role file at `path` as every reader of it should. */
export function readRole(path: string, now = Date.now()): { role: Role; known: boolean } {
  try {
    return roleFrom(...readAged(path, now));
  } catch {
    return roleFrom(undefined, Infinity); // Absent or unreadable means follower, by contract.
  }
}
