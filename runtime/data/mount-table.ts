/** A line of /proc/self/mounts. */
export interface MountLine {
  /** A dataset's name, where a dataset is mounted. */
  readonly source: string;
  readonly folder: string;
  readonly type: string;
  readonly readonly: boolean;
}

/** Reads /proc/self/mounts, in the order of mounting: what comes last at a folder is what is seen there. */
export const readMounts = (text: string): readonly MountLine[] =>
  text.split("\n").map((line) => {
    const [source = "", folder = "", type = "", options = ""] = line.split(" ").map(unescaped);
    // The pool's own dataset has a slash before it, where ZFS runs in FUSE.
    const name = isZfs(type) ? source.replace(/^\//, "") : source;
    return { source: name, folder, type, readonly: options.split(",").includes("ro") };
  });

export const isZfs = (type: string): boolean => type === "zfs" || type === "fuse.zfs";

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
