import { readFileSync } from "node:fs";
import { lastWords, runCommand } from "../run-command";
import { readMounts } from "../mount-table";
import { isIn } from "../zfs/dataset";
import { remountCommand } from "../zfs/remount";

const deadlineMs = 10_000;

/**
 * Has what was received be seen. If ZFS runs in FUSE, the kernel goes on showing what it has read of a mounted
 * dataset before; mounting it again as it is makes it ask again. Elsewhere there is nothing to do. Rejects, after all
 * were tried, if a folder still shows what it showed before.
 */
export async function refreshMounts(root: string, table = "/proc/self/mounts"): Promise<void> {
  const failed: string[] = [];
  for (const { source, folder, type } of readMounts(readFileSync(table, "utf8"))) {
    if (type !== "fuse.zfs" || !isIn(source, root)) continue;
    const result = await runCommand(...remountCommand(folder, false), { deadlineMs });
    if (result.code !== 0) failed.push(`${folder} (${lastWords(result)})`);
  }
  if (failed.length > 0)
    throw new Error(
      `what was received is there, but is not seen yet in ${failed.join(", ")}: it could not be mounted anew`,
    );
}
