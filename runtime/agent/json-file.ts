import { readFileSync } from "node:fs";
import type { z } from "zod";
import { parsed } from "./http/json";
import { replaceFile } from "./shared-files";

/** One value that is kept in a file, over restarts of the agent. */
export class JsonFile<T> {
  constructor(
    private readonly file: string,
    private readonly schema: z.ZodType<T>,
  ) {}

  /** Undefined where there is none, or one that makes no sense. Throws where it cannot be read. */
  load(): T | undefined {
    try {
      return this.schema.safeParse(parsed(readFileSync(this.file, "utf8"))).data;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Replaces it in one step. Throws where it cannot be written. */
  save(value: T): void {
    replaceFile(this.file, `${JSON.stringify(value)}\n`);
  }
}
