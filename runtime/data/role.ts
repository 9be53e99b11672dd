import { statSync, readFileSync } from "node:fs";
import { roleMaxAgeSeconds } from "../contract/files";

export type DataRole = "holder" | "replica";

/** What a data role's file of `text`, `ageSeconds` old, means: holder only where it says so and is fresh. */
export function dataRoleFrom(text: string, ageSeconds: number): DataRole {
  const fresh = ageSeconds >= -roleMaxAgeSeconds && ageSeconds <= roleMaxAgeSeconds;
  return fresh && text.trim() === "holder" ? "holder" : "replica";
}

/** Reads it; absent and unreadable mean replica. */
export function readDataRole(file: string, now = Date.now()): DataRole {
  try {
    return dataRoleFrom(readFileSync(file, "utf8"), (now - statSync(file).mtimeMs) / 1000);
  } catch {
    return "replica"; // By contract.
  }
}
