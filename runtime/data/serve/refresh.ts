import { readFileSync } from "node:fs";
import { runCommand } from "../command";
import { readMounts } from "../mount-table";
import { isIn } from "../zfs/dataset";

const deadlineMs = 10_000;

/**
 * Has what was received be seen. Where ZFS runs in FUSE, the kernel goes on showing what it has read of a mounted
 * dataset before; mounting it again as it is makes it ask anew. Elsewhere there is nothing to do.
 */
export async function refreshMounts(root: string, table = "/proc/self/mounts"): Promise<void> {
  for (const { source, folder, type } of readMounts(readFileSync(table, "utf8"))) {
    if (type !== "fuse.zfs" || !isIn(source, root)) continue;
    await runCommand("mount", ["-i", "-o", "remount,ro", folder], { deadlineMs });
  }
}
