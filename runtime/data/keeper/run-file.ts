import * as z from "zod";
import { JsonFile } from "../../agent/json-file";
import { replaceDurably } from "../durable-file";
import { memorySchema, noMemory, resumed, started, type Keeper } from "./keeper";

/** The keeper's own state in /run, which a boot empties: times of this boot's clock go on to make sense. */
const runSchema = z.object({
  version: z.literal(1),
  keeper: z.custom<Keeper>((value) => typeof value === "object"),
});

/** What the keeper has to know again: in /run after a restart of its process, on the disk after a boot. */
export class KeeperFiles {
  private readonly run;
  private readonly memory;
  private readonly place: string;
  private saved = "";

  constructor(paths: { readonly keeper: string; readonly memory: string }) {
    this.run = new JsonFile(paths.keeper, runSchema);
    this.memory = new JsonFile(paths.memory, memorySchema);
    this.place = paths.memory;
  }

  load(now: number): Keeper {
    const memory = this.memory.load() ?? noMemory;
    this.saved = JSON.stringify(memory);
    const keeper = this.run.load()?.keeper;
    // An earlier version may have known less.
    return keeper ? resumed({ ...started(memory, now), ...keeper, memory }) : started(memory, now);
  }

  /** Returns when it outlives a power cut; throws where the disk does not take it. */
  remember({ memory }: Keeper): void {
    const text = JSON.stringify(memory);
    if (text === this.saved) return;
    replaceDurably(this.place, `${text}\n`);
    this.saved = text;
  }

  save(keeper: Keeper): void {
    this.run.save({ version: 1, keeper });
  }
}
