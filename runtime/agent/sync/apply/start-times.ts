import * as z from "zod";
import type { JsonFile } from "../../../common/json-file";

export const startTimesSchema = z.object({ lastMs: z.array(z.number()) });

/** So many are kept: a slow one must not lengthen every deadline forever. */
const kept = 5;

/** How long the last restarts of this node's Pi-hole took, until DNS answered again. */
export class StartTimes {
  constructor(private readonly file: Pick<JsonFile<z.infer<typeof startTimesSchema>>, "load" | "save">) {}

  /** 0 if none was seen. */
  slowestMs(): number {
    return Math.max(0, ...this.last());
  }

  took(ms: number): void {
    this.file.save({ lastMs: [...this.last(), Math.round(ms)].slice(-kept) });
  }

  private last(): readonly number[] {
    return this.file.load()?.lastMs ?? [];
  }
}
