import { readdirSync, watch as watchFolder } from "node:fs";
import path from "node:path";
import { fileVersion } from "./read-when-changed";

/** How often a folder that cannot be watched is looked at. */
const usualEveryMs = 1_000;

export interface WatchOptions {
  readonly folder: string;
  /** Whether a file of that name in the folder is of interest. */
  readonly matters: (file: string) => boolean;
  /** One of those files was made, changed or removed. */
  readonly onChange: (file: string) => void;
  /** Told once: why the folder is polled and not watched, or why even that fails. */
  readonly onTrouble: (error: Error) => void;
  readonly everyMs?: number;
  /** fs.watch, or a test's own. */
  readonly watch?: typeof watchFolder;
}

export interface Watching {
  readonly stop: () => void;
}

/**
 * Tells of changes in a folder by inotify. A host has few inotify instances and other programs use them up: without one
 * the folder is polled, so that nothing fails to start for it. Throws if there is no such folder.
 */
export function watchOrPoll(options: WatchOptions): Watching {
  const { folder, matters, onChange, onTrouble, watch = watchFolder } = options;
  let stopPoll: (() => void) | undefined;
  const pollBecause = (error: Error): void => {
    onTrouble(error);
    stopPoll ??= poll(options);
  };
  try {
    const watcher = watch(folder, (_, file) => {
      if (file !== null && matters(file)) onChange(file);
    });
    watcher.on("error", (error) => {
      watcher.close();
      pollBecause(error);
    });
    return {
      stop: () => {
        watcher.close();
        stopPoll?.();
      },
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw error;
    pollBecause(error as Error);
    return { stop: () => stopPoll?.() };
  }
}

/** Returns what ends it. */
function poll({ folder, matters, onChange, onTrouble, everyMs = usualEveryMs }: WatchOptions): () => void {
  let known = versions(folder, matters);
  let trouble = "";
  const look = (): void => {
    try {
      const now = versions(folder, matters);
      const before = known;
      known = now;
      for (const file of new Set([...before.keys(), ...now.keys()]))
        if (before.get(file) !== now.get(file)) onChange(file);
      trouble = "";
    } catch (error) {
      const { message } = error as Error;
      if (message !== trouble) onTrouble(error as Error);
      trouble = message;
    }
  };
  const timer = setInterval(look, everyMs);
  return () => clearInterval(timer);
}

function versions(folder: string, matters: (file: string) => boolean): ReadonlyMap<string, string> {
  const files = readdirSync(folder).filter(matters);
  return new Map(files.map((file) => [file, fileVersion(path.join(folder, file))]));
}
