import { statSync, readFileSync } from "node:fs";
import { roleMaxAgeSeconds } from "../contract/files";
import type { VrrpState } from "./health";

export type Role = "leader" | "follower";

/** The role that a VRRP state means: only MASTER leads. */
export const roleOf = (vrrp: VrrpState): Role => (vrrp === "MASTER" ? "leader" : "follower");

/** Whether a file that is refreshed every second still says something; one from the future says nothing either. */
export const isFresh = (ageSeconds: number): boolean => Math.abs(ageSeconds) <= roleMaxAgeSeconds;

/** A file's text without white space around it, and its age in seconds. Throws where it cannot be read. */
export const readAged = (path: string, now: number): readonly [text: string, ageSeconds: number] => [
  readFileSync(path, "utf8").trim(),
  (now - statSync(path).mtimeMs) / 1000,
];

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
