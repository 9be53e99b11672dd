import { readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

interface Mount {
  /** Major and minor number of its disk, such as `179:2`. */
  readonly device: string;
  readonly at: string;
  readonly options: readonly string[];
}

/** The mount that `folder` lies on. Throws if there is none. Format: proc_pid_mountinfo(5). */
function mountOf(mountinfo: string, folder: string): Mount {
  const mounts = mountinfo.split("\n").flatMap((line): Mount[] => {
    const [own, filesystem] = line.split(" - ");
    const [, , device = "", , at, options = ""] = (own ?? "").split(" ");
    const [, , superOptions = ""] = (filesystem ?? "").split(" ");
    return at === undefined
      ? []
      : [{ device, at, options: [...options.split(","), ...superOptions.split(",")] }];
  });
  const over = mounts.filter(({ at }) => folder === at || folder.startsWith(at === "/" ? "/" : `${at}/`));
  const nearest = over.sort((a, b) => a.at.length - b.at.length).at(-1);
  if (!nearest) throw new Error(`nothing is mounted above ${folder}`);
  return nearest;
}

/**
 * Whether the mount that `folder` lies on is read-only by itself. ext4 does that when its disk fails (errors=remount-ro);
 * the container's own mount is still writable then.
 */
export const isReadOnly = (mountinfo: string, folder: string): boolean =>
  mountOf(mountinfo, folder).options.includes("ro");

/** Errors that ext4 has noted on the disk of `folder` since its last check. Throws if the kernel does not tell. */
export function diskErrors(mountinfo: string, folder: string, sys: string): number {
  const { device } = mountOf(mountinfo, folder);
  const name = path.basename(readlinkSync(path.join(sys, "dev/block", device)));
  return Number(readFileSync(path.join(sys, "fs/ext4", name, "errors_count"), "utf8"));
}
