import * as z from "zod";
import type { SyncState } from "../model/sync-state";
import { readAs } from "./read-answer";

const schema = z.object({
  blocking: z.enum(["enabled", "disabled"]),
  timer: z.number().min(0).nullable(),
});

/** Reads GET /api/dns/blocking. Throws ReadError also if Pi-hole does not know (`failed`, `unknown`). */
export function readBlocking(answer: unknown): SyncState["blocking"] {
  const { blocking, timer } = readAs("blocking", schema, answer);
  return { enabled: blocking === "enabled", timer };
}
