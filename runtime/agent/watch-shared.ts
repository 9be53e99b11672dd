import { existsSync } from "node:fs";
import path from "node:path";
import type { Log } from "../common/log";
import { watchOrPoll, type Watching } from "../common/watch-or-poll";
import type { SharedFiles } from "./shared-files";

/**
 * Tells of each change of the shared files, so that they need not be read at each tick. If a folder can only be polled,
 * or is not there, they are.
 */
export function watchShared(shared: SharedFiles, onChange: (file: string) => void, log: Log): Watching {
  const { paths } = shared;
  const read = [paths.drain, paths.drainSettings, paths.failback, paths.claim, paths.health];
  const folders = [
    [paths.vrrpState, paths.acceptedRemoval, ...read],
    [paths.drainMaintenance, paths.drainUpdate],
  ];
  const there = folders.filter((files) => existsSync(path.dirname(files[0]!)));
  shared.keep(there.length === folders.length);
  const watchers = there.map((files) =>
    watchOrPoll({
      folder: path.dirname(files[0]!),
      matters: (file) => files.some((one) => path.basename(one) === file),
      onChange: (file) => {
        shared.changed();
        onChange(file);
      },
      onTrouble: (error) => {
        shared.keep(false);
        log("watch.failed", { error: error.message });
      },
    }),
  );
  return { stop: () => watchers.forEach((watcher) => watcher.stop()) };
}
