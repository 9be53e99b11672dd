import { readFileSync } from "node:fs";
import { z } from "zod";
import { parsed } from "../http/json";
import { replaceFile } from "../shared-files";

const record = z.object({ generation: z.string(), updated: z.number() });

/** Which of the cluster's builds of gravity this node has; kept with the node's data, over restarts. */
export class GravityRecord {
  constructor(
    private readonly file: string,
    private readonly node: string,
  ) {}

  /**
   * The generation of what was built at `updated` (unix time, as Pi-hole says): the one recorded with it, or a new one
   * of this node's own where it was built without the agent's doing.
   */
  generation(updated: number): string {
    const known = this.read();
    return known?.updated === updated ? known.generation : `${this.node} ${updated}`;
  }

  /** What was built at `updated` is this node's build of `generation`. */
  built(generation: string, updated: number): void {
    replaceFile(this.file, `${JSON.stringify({ generation, updated })}\n`);
  }

  private read() {
    try {
      return record.safeParse(parsed(readFileSync(this.file, "utf8"))).data;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }
}
