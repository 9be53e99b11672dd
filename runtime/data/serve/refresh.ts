import { readFileSync } from "node:fs";
import { runCommand } from "../command";

const deadlineMs = 10_000;

/**
 * Has what was received be seen. Where ZFS runs in FUSE, the kernel goes on showing what it has read of a mounted
 * dataset before; mounting it again as it is makes it ask anew. Elsewhere there is nothing to do.
 */
export async function refreshMounts(root: string, table = "/proc/self/mounts"): Promise<void> {
  for (const line of readFileSync(table, "utf8").split("\n")) {
    const [dataset = "", folder = "", type = ""] = line.split(" ");
    const below = dataset === root || dataset.startsWith(`${root}/`);
    // A name with an escaped character in it is not one that the program declares.
    if (type !== "fuse.zfs" || !below || folder.includes("\\")) continue;
    await runCommand("mount", ["-i", "-o", "remount,ro", folder], { deadlineMs });
  }
}
