import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Log } from "../common/log";
import { readText } from "../common/text-file";
import { watchOrPoll, type Watching } from "../common/watch-or-poll";

type Texts = readonly [string | undefined, string | undefined];

export interface DeployedFilesOptions<T> {
  /** Two files of one folder. */
  readonly files: readonly [string, string];
  /** What is in use before the first good files. */
  readonly none: T;
  /** Parses new texts; undefined if there is nothing to take. Throws if the files cannot be used. */
  readonly read: (...texts: Texts) => T | undefined;
  /** Is told why the files cannot be used. */
  readonly onRefused?: (error: unknown) => void;
  /** A file has changed, whether or not it can be used. */
  readonly onChange: () => void;
  readonly log: Log;
}

/** Two files that a deployment replaces while the agent runs. If they cannot be used, the last good ones stay in use. */
export class DeployedFiles<T> {
  private watching: Watching | undefined;
  private good: T;
  private texts: Texts | undefined;
  /** Why the files of the last deployment are not in use; undefined if they are. */
  refusal: unknown;

  constructor(private readonly options: DeployedFilesOptions<T>) {
    this.good = options.none;
  }

  /** Returns false if there is no such folder: the deployment gave the node no such files. */
  start(): boolean {
    this.watching = this.watch();
    if (!this.watching) return false;
    this.read();
    return true;
  }

  stop(): void {
    this.watching?.stop();
  }

  /** Stays the same object until good files with other contents replace it. */
  current(): T {
    return this.good;
  }

  private watch(): Watching | undefined {
    const { files, onChange, log } = this.options;
    const names = files.map((file) => path.basename(file));
    try {
      return watchOrPoll({
        folder: path.dirname(files[0]),
        matters: (file) => names.includes(file),
        onChange: () => {
          this.read();
          onChange();
        },
        onTrouble: (error) => log("watch.failed", { error: error.message }),
      });
    } catch {
      return undefined;
    }
  }

  private read(): void {
    const { files, read, onRefused } = this.options;
    try {
      const texts: Texts = [readText(files[0]), readText(files[1])];
      if (!isDeepStrictEqual(texts, this.texts)) {
        const taken = read(...texts);
        if (taken === undefined) return;
        this.good = taken;
        this.texts = texts;
      }
      this.refusal = undefined;
    } catch (error) {
      this.refusal = error;
      onRefused?.(error);
    }
  }
}
