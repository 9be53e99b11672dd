import { dataFolder } from "../render/node-paths";

/** Folders that are the host's or the program's: nothing may be mounted over one, or in it. */
const closed = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib32",
  "/lib64",
  "/lost+found",
  "/proc",
  "/root",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var/lib/apt",
  "/var/lib/containerd",
  "/var/lib/docker",
  "/var/lib/dpkg",
  "/var/lib/systemd",
  "/var/lock",
  "/var/run",
  dataFolder,
];
/** Folders in which something may be mounted, but not over them. */
const open = [
  "/home",
  "/media",
  "/mnt",
  "/opt",
  "/srv",
  "/tmp",
  "/var/cache",
  "/var/lib",
  "/var/log",
  "/var/tmp",
];

export const isInFolder = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);

/** The folder that a mount at a path would hide, or would lie in, and must not; undefined if there is none. */
export function folderInTheWay(path: string): string | undefined {
  return (
    closed.find((folder) => isInFolder(folder, path) || isInFolder(path, folder)) ??
    open.find((folder) => isInFolder(folder, path))
  );
}

interface Named {
  readonly name: string;
  readonly mountpoint?: string;
}

/**
 * The path at which a dataset is mounted: its own mountpoint, else below the place of the nearest dataset above
 * it; undefined if it is not mounted.
 */
export function mountPlaceOf(dataset: Named, all: readonly Named[]): string | undefined {
  const { name, mountpoint } = dataset;
  if (mountpoint !== undefined) return mountpoint.startsWith("/") ? mountpoint : undefined;
  const above = all
    .filter((other) => name.startsWith(`${other.name}/`))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!above) return `/${name}`;
  const base = mountPlaceOf(above, all);
  return base === undefined ? undefined : `${base}${name.slice(above.name.length)}`;
}
