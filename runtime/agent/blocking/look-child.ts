import { execFile } from "node:child_process";
import * as z from "zod";
import { parsed } from "../../common/json";
import type { DatabaseLook } from "./blocking-verdict";

const schema = z.object({ damage: z.string(), names: z.array(z.string()) });
/** A large database on a slow card is read for a minute. */
const longestMs = 5 * 60_000;

/**
 * Looks into gravity.db in a process of its own: reading it through takes seconds, in which the agent must go on
 * asking Pi-hole, and a damaged file may end the process that reads it. Rejects if that process fails.
 */
export function lookInChild(file: string, signal: AbortSignal): Promise<DatabaseLook> {
  const args = ["--disable-warning=ExperimentalWarning", process.argv[1]!, "gravity", file];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: longestMs, signal }, (error, stdout) => {
      const { data } = schema.safeParse(parsed(stdout));
      if (data) resolve(data);
      else reject(error ?? new Error("the look into gravity.db said nothing"));
    });
  });
}
