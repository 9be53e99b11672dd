import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { setPriority } from "node:os";
import path from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { errorText } from "../../contract/error-text";
import type { Paths } from "../agent-paths";

const lowest = 19;

/**
 * Writes a copy of Pi-hole's query history to `out`, while Pi-hole runs: a line with its size in bytes, then the
 * database. Needs as much free disk space as the history has. Resolves to the exit code; if that is not 0, `out` has got
 * nothing, or less than the size.
 */
export async function writeHistory(
  { pihole, agentData }: Pick<Paths, "pihole" | "agentData">,
  out: Writable,
  complain: (text: string) => void,
): Promise<number> {
  const folder = mkdtempSync(path.join(agentData, "history-"));
  try {
    // The node's DNS and probes have priority.
    setPriority(lowest);
    const copy = path.join(folder, "pihole-FTL.db");
    const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
    const db = new DatabaseSync(path.join(pihole, "pihole-FTL.db"), { readOnly: true, timeout: 10_000 });
    try {
      db.prepare("VACUUM INTO ?").run(copy);
    } finally {
      db.close();
    }
    out.write(`${statSync(copy).size}\n`);
    await pipeline(createReadStream(copy), out);
    return 0;
  } catch (error) {
    complain(`history: ${errorText(error)}`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
