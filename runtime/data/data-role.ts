import { isFresh, readAged } from "../common/aged-file";

export type DataRole = "holder" | "replica";

/** What a data role's file of `text`, `ageSeconds` old, means: holder only if it says so and is fresh. */
export const dataRoleFrom = (text: string, ageSeconds: number): DataRole =>
  isFresh(ageSeconds) && text.trim() === "holder" ? "holder" : "replica";

/** Reads it; absent and unreadable mean replica. */
export function readDataRole(file: string, now = Date.now()): DataRole {
  try {
    return dataRoleFrom(...readAged(file, now));
  } catch {
    return "replica"; // By contract.
  }
}
