import * as z from "zod";
import { JsonFile } from "../../../common/json-file";
import type { Gravity } from "../model/sync-state";

const record = z.object({ generation: z.string(), lists: z.string(), updated: z.number() });

/** Which of the cluster's builds of gravity this node has; kept with the node's data, over restarts. */
export class GravityRecord {
  private readonly kept: JsonFile<z.infer<typeof record>>;

  constructor(
    file: string,
    private readonly node: string,
  ) {
    this.kept = new JsonFile(file, record);
  }

  /**
   * What is known of the build that Pi-hole dates `updated` (unix time, as it says). One that is seen for the first time
   * was made without the agent's doing: it is a generation of this node's own, of the `lists` that are there now.
   */
  seen(updated: number, lists: string): Pick<Gravity, "generation" | "lists"> {
    const known = this.kept.load();
    if (known?.updated === updated) return { generation: known.generation, lists: known.lists };
    const own = { generation: `${this.node} ${updated}`, lists };
    this.built(own, updated);
    return own;
  }

  /** What was built at `updated` is this node's build of that generation. */
  built({ generation, lists }: Pick<Gravity, "generation" | "lists">, updated: number): void {
    this.kept.save({ generation, lists, updated });
  }
}
