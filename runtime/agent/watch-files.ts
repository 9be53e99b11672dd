import path from "node:path";
import type { Log } from "../common/log";
import { watchOrPoll, type Watching } from "../common/watch-or-poll";

/**
 * Watches files of one folder that a deployment replaces while the agent runs. Undefined if there is no such folder: the
 * node has nothing of what they are about.
 */
export function watchFiles(files: readonly string[], onChange: () => void, log: Log): Watching | undefined {
  const names = files.map((file) => path.basename(file));
  try {
    return watchOrPoll({
      folder: path.dirname(files[0]!),
      matters: (file) => names.includes(file),
      onChange,
      onTrouble: (error) => log("watch.failed", { error: error.message }),
    });
  } catch {
    return undefined;
  }
}
