import { rmSync } from "node:fs";
import type { z } from "zod";
import { parsed } from "./json";
import { readText, replaceFile } from "./text-file";

/** One value that is kept in a file, over restarts of the agent. */
export class JsonFile<T> {
  constructor(
    private readonly file: string,
    private readonly schema: z.ZodType<T>,
    /** Who may read it: 0o600 for what holds a secret. */
    private readonly mode = 0o644,
    /** It is on the disk, and not only on its way there, when `save` returns. */
    private readonly durable = false,
  ) {}

  /** Undefined if there is none, or one that makes no sense. Throws if it cannot be read. */
  load(): T | undefined {
    const text = readText(this.file);
    return text === undefined ? undefined : this.schema.safeParse(parsed(text)).data;
  }

  /** Replaces it in one step. Throws if it cannot be written. */
  save(value: T): void {
    replaceFile(this.file, `${JSON.stringify(value)}\n`, this.mode, this.durable);
  }

  /** Throws if it cannot be removed. */
  remove(): void {
    rmSync(this.file, { force: true });
  }
}
